import { afterEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Lifecycle } from '../../common/lifecycle.js';
import { loadConfig } from '../../config/config.js';
import type { Database } from '../../database/database.js';
import { ChangeWaiters } from './change.waiters.js';
import { WaitingSlots } from './waiting.slots.js';

Logger.overrideLogger(false);

const TENANT = { tenantId: 't', integrationId: null, types: null };
const OTHER = { tenantId: 'o', integrationId: 'i', types: ['a', 'b'] };
const LONG_MS = 60_000;

describe('ChangeWaiters', () => {
  let stop: () => Promise<void> = async () => {};
  afterEach(() => stop());

  function waitersWith(env: Record<string, string> = {}) {
    const config = loadConfig({ CHANGES_POLL_MS: '5', ...env });
    const asked: unknown[][] = [];
    const answers: (Error | number[])[] = [];
    const database = {
      call: async (_sql: string, parameters: unknown[]) => {
        asked.push(parameters);
        const ready = answers.shift() ?? [];
        if (ready instanceof Error) throw ready;
        return [{ horizon: String(100 + asked.length), ready }];
      },
    } as unknown as Database;
    const lifecycle = new Lifecycle();
    const waiters = new ChangeWaiters(database, new WaitingSlots(config), lifecycle, config);
    stop = () => waiters.onModuleDestroy();
    return { waiters, lifecycle, asked, answers, start: () => waiters.onApplicationBootstrap() };
  }
  const { signal: never } = new AbortController();

  it('are asked about together, and end when there is something', async () => {
    const { waiters, asked, answers, start } = waitersWith();
    answers.push([2]);
    const first = waiters.wait(TENANT, '7', LONG_MS, never);
    const second = waiters.wait(OTHER, '9', LONG_MS, never);
    start();
    expect(await second).toEqual({ xid: '9', isChanged: true });
    expect(asked[0]).toEqual([
      ['t', 'o'],
      [null, 'i'],
      [null, 'a,b'],
      ['7', '9'],
    ]);
    answers.push([], [1]);
    expect(await first).toEqual({ xid: expect.any(String), isChanged: true });
    expect(asked.at(-1)).toEqual([['t'], [null], [null], [String(99 + asked.length)]]);
  });

  it('end with their time, their client and the process', async () => {
    const { waiters, lifecycle } = waitersWith();
    expect(await waiters.wait(TENANT, '7', 1, never)).toEqual({ xid: '7', isChanged: false });
    const leaving = new AbortController();
    const left = waiters.wait(TENANT, '7', LONG_MS, leaving.signal);
    const staying = waiters.wait(TENANT, '7', LONG_MS, never);
    leaving.abort();
    expect(await left).toMatchObject({ isChanged: false });
    lifecycle.close();
    expect(await staying).toMatchObject({ isChanged: false });
    expect(await waiters.wait(TENANT, '7', LONG_MS, never)).toMatchObject({ isChanged: false });
  });

  it('go on after a failed look', async () => {
    const { waiters, answers, start } = waitersWith();
    answers.push(new Error('away'), [1]);
    const waiting = waiters.wait(TENANT, '7', LONG_MS, never);
    start();
    expect(await waiting).toMatchObject({ isChanged: true });
  });

  it('are limited by tenant and by process, and give their slot back', async () => {
    const { waiters } = waitersWith({ QUOTA_CHANGES_WAITING: '1', CHANGES_WAITING: '2' });
    const leaving = new AbortController();
    const first = waiters.wait(TENANT, '7', LONG_MS, leaving.signal);
    await expect(waiters.wait(TENANT, '7', 1, never)).rejects.toMatchObject({ status: 429, code: 'quota_exceeded' });
    const second = waiters.wait(OTHER, '7', LONG_MS, leaving.signal);
    await expect(waiters.wait({ ...TENANT, tenantId: 'x' }, '7', 1, never)).rejects.toMatchObject({
      status: 429,
      code: 'rate_limited',
    });
    leaving.abort();
    await Promise.all([first, second]);
    expect(await waiters.wait(TENANT, '7', 1, never)).toMatchObject({ isChanged: false });
  });
});
