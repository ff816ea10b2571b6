import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Config } from '../../config/config.js';
import type { Dispatcher, Hint } from '../../work/dispatcher.js';
import { HintThrottle } from './hint.throttle.js';

describe('HintThrottle', () => {
  let sentAt: number[];
  let throttle: HintThrottle;
  let started: number;

  beforeEach(() => {
    jest.useFakeTimers();
    started = Date.now();
    sentAt = [];
    const send = (hints: readonly Hint[]) => {
      sentAt.push(...hints.map(() => Date.now() - started));
      return Promise.resolve(true);
    };
    const limits = { WEBHOOK_HINT_WINDOW_MS: 25, WEBHOOK_HINT_WINDOW_MAX_MS: 100 };
    throttle = new HintThrottle({ send } as unknown as Dispatcher, { limits } as Config);
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const offerEach = (everyMs: number, untilMs: number) => {
    for (let at = 0; at < untilMs; at += everyMs) {
      throttle.offer([{ n: 1, tenantId: 't', id: String(at), integrationId: null, fresh: true, open: true }]);
      jest.advanceTimersByTime(everyMs);
    }
  };

  it('hints the first at once and the others of its window together', () => {
    offerEach(10, 100);
    expect(sentAt.slice(0, 4)).toEqual([0, 25, 50, 75]);
  });

  it('makes windows longer while they are crowded, to a limit', () => {
    offerEach(1, 400);
    expect(sentAt).toEqual([0, 25, 75, 175, 275, 375]);
  });

  it('begins again after a pause', () => {
    offerEach(1, 200);
    jest.advanceTimersByTime(1_000);
    const before = sentAt.length;
    offerEach(10, 60);
    expect(sentAt.slice(before).map((at) => at - sentAt[before]!)).toEqual([0, 25, 50]);
  });

  it('has nothing to say of what is known or closed already', () => {
    const event = { n: 1, tenantId: 't', id: '1', integrationId: null };
    throttle.offer([
      { ...event, fresh: false, open: true },
      { ...event, fresh: true, open: false },
    ]);
    expect(sentAt).toEqual([]);
  });
});
