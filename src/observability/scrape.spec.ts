import { describe, expect, it } from '@jest/globals';
import { Metrics } from './metrics.js';
import { Scrape } from './scrape.js';

describe('Scrape', () => {
  it('asks every source before it answers', async () => {
    const metrics = new Metrics();
    const scrape = new Scrape(metrics);
    scrape.before(async () => metrics.workDue.set({ work: 'webhook' }, 7));
    expect(await scrape.text()).toContain('work_due_rows{work="webhook"} 7');
  });

  it('answers although one of them fails', async () => {
    const scrape = new Scrape(new Metrics());
    scrape.before(() => Promise.reject(new Error('away')));
    expect(await scrape.text()).toContain('http_request_duration_seconds');
  });
});
