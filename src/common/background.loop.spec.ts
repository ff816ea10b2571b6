import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { BackgroundLoop, type Round } from './background.loop.js';

const HOUR = 3_600_000;

describe('BackgroundLoop', () => {
  const warn = jest.spyOn(Logger.prototype, 'warn');
  const log = jest.spyOn(Logger.prototype, 'log');
  beforeEach(() => {
    warn.mockReset().mockImplementation(() => undefined);
    log.mockReset().mockImplementation(() => undefined);
  });
  afterEach(() => void jest.restoreAllMocks());

  /** Runs these rounds one after the other. The last one ends the loop. */
  async function play(rounds: readonly Round[], everyMs = 0): Promise<void> {
    const left = [...rounds];
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const loop = new BackgroundLoop({ name: 'spec', everyMs }, async (signal) => {
      const next = await (left.shift() as Round)(signal);
      if (left.length > 0) return next;
      finish();
      return null;
    });
    loop.start();
    await finished;
    await loop.stop();
  }
  const fails = (message: string) => async () => {
    throw new Error(message);
  };
  const succeeds = async () => undefined;

  it('continues after a round that fails, and logs a failure that repeats once', async () => {
    await play([fails('away'), fails('away'), fails('full'), succeeds, succeeds]);
    expect(warn.mock.calls).toEqual([['round_failed: away'], ['round_failed: full']]);
    expect(log.mock.calls).toEqual([['round_recovered: after 3 failed']]);
  });

  it('waits as long as the round says', async () => {
    await play([async () => 0, async () => 1, succeeds], HOUR);
  });

  it('runs one round at a time', async () => {
    let running = 0;
    const most: number[] = [];
    const round = async () => {
      most.push(++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };
    await play([round, round, round]);
    expect(most).toEqual([1, 1, 1]);
  });

  it('stops at once while it waits, also before its first round', async () => {
    let rounds = 0;
    const waiting = new BackgroundLoop({ name: 'spec', everyMs: HOUR, firstMs: HOUR }, async () => void rounds++);
    waiting.start();
    await waiting.stop();
    expect(rounds).toBe(0);
  });

  it('tells a running round that it stops, and waits for it', async () => {
    const ended: string[] = [];
    let begun: () => void = () => undefined;
    const began = new Promise<void>((resolve) => (begun = resolve));
    const loop = new BackgroundLoop({ name: 'spec', everyMs: HOUR }, async (signal) => {
      begun();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      ended.push('round');
    });
    loop.start();
    loop.start();
    await began;
    await loop.stop();
    ended.push('loop');
    expect(ended).toEqual(['round', 'loop']);
  });

  it('has nothing to wait for when it never started', async () => {
    await new BackgroundLoop({ name: 'spec', everyMs: HOUR }, succeeds).stop();
  });
});
