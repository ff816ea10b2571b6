import { describe, expect, it } from '@jest/globals';
import { byProvider, toInbox, toRuns } from './health-summary.js';

describe('the health summary', () => {
  it('nests integrations by provider and status', () => {
    const rows = [
      { provider: 'square', status: 'connected', count: 1 },
      { provider: 'stripe', status: 'connected', count: 3 },
      { provider: 'stripe', status: 'needs_reauth', count: 2 },
    ];
    expect(byProvider(rows)).toEqual({ square: { connected: 1 }, stripe: { connected: 3, needs_reauth: 2 } });
  });

  it('takes the oldest of all open events', () => {
    const rows = [
      { status: 'received', count: 2, oldestSeconds: 3.6 },
      { status: 'processing', count: 1, oldestSeconds: 70.2 },
      { status: 'dead', count: 4, oldestSeconds: null },
    ];
    expect(toInbox(rows)).toEqual({ received: 2, processing: 1, dead: 4, oldestOpenAgeSeconds: 70 });
  });

  it('shows zeros where there is nothing', () => {
    expect(toInbox([])).toEqual({ received: 0, processing: 0, dead: 0, oldestOpenAgeSeconds: null });
    expect(toRuns([{ status: 'failed', count: 5 }])).toEqual({
      queued: 0,
      running: 0,
      succeeded: 0,
      failed: 5,
      cancelled: 0,
    });
  });
});
