import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { OutageFolder } from './outage.folder.js';

const refused = (n: number) =>
  `POST /api/v1/webhooks/:provider -> 503 (${n}): The database is unavailable; try again in 5 s`;

describe('OutageFolder', () => {
  let lines: string[];
  let folder: OutageFolder;

  beforeEach(() => {
    jest.useFakeTimers();
    lines = [];
    folder = new OutageFolder((line) => lines.push(line));
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('writes one line a second, with the number of messages', () => {
    for (let second = 0; second < 10; second++) {
      for (let n = 0; n < 1_000; n++) expect(folder.take(refused(n))).toBe(true);
      jest.advanceTimersByTime(1_000);
    }
    expect(lines).toHaveLength(11);
    expect(lines[0]).toBe(refused(0));
    expect(lines[1]).toBe(`The database is unavailable: 999 more messages within a second, the last: ${refused(999)}`);
    expect(lines[2]).toContain('1000 more messages');
  });

  it('is silent when there is nothing to say, and writes the next message at once', () => {
    folder.take(refused(1));
    jest.advanceTimersByTime(10_000);
    expect(lines).toEqual([refused(1)]);
    folder.take(refused(2));
    expect(lines).toEqual([refused(1), refused(2)]);
  });

  it('leaves everything else alone', () => {
    expect(folder.take('Run 1: internal_error, retry')).toBe(false);
    expect(folder.take({ object: true })).toBe(false);
    expect(lines).toEqual([]);
  });
});
