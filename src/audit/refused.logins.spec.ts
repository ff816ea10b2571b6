import { Logger } from '@nestjs/common';
import { afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../test/support/condition.wait.js';
import { Clock } from '../common/clock.js';
import { UnavailableError } from '../common/http.errors.js';
import { loadConfig } from '../config/config.js';
import type { RefusedLogin, RefusedLoginStore } from './refused-login.store.js';
import { RefusedLogins } from './refused.logins.js';

class SteppedClock extends Clock {
  constructor(public time = 0) {
    super();
  }
  override now(): number {
    return this.time;
  }
}

describe('RefusedLogins', () => {
  let written: RefusedLogin[][] = [];
  let failure: Error | undefined;
  const clock = new SteppedClock();
  const store = {
    insert: async (rows: RefusedLogin[]) => {
      if (failure) throw failure;
      written.push(rows.map((row) => ({ ...row })));
    },
  } as unknown as RefusedLoginStore;
  const logins = (limits: Record<string, string> = {}) => new RefusedLogins(store, clock, loadConfig(limits));
  const at = (time: number) => new Date(time);

  beforeAll(() => Logger.overrideLogger(false));
  afterEach(() => {
    written = [];
    failure = undefined;
    clock.time = 0;
  });

  it('writes one row for each client and reason, with a count and the times of the first and the last', async () => {
    const refused = logins();
    for (let i = 0; i < 1000; i++) {
      clock.time = i;
      refused.refused('192.0.2.1', 'unauthenticated');
    }
    refused.refused('192.0.2.1', 'token_expired');
    refused.refused('192.0.2.2', 'unauthenticated');
    await refused.flush();
    expect(written).toEqual([
      [
        { address: '192.0.2.1', reason: 'unauthenticated', count: 1000, from: at(0), until: at(999) },
        { address: '192.0.2.1', reason: 'token_expired', count: 1, from: at(999), until: at(999) },
        { address: '192.0.2.2', reason: 'unauthenticated', count: 1, from: at(999), until: at(999) },
      ],
    ]);
  });

  it('writes nothing where nothing was refused, and nothing twice', async () => {
    const refused = logins();
    await refused.flush();
    refused.refused('192.0.2.1', 'unauthenticated');
    await refused.flush();
    await refused.flush();
    expect(written).toHaveLength(1);
  });

  it('remembers so many clients and no more; the others share a row for each reason', async () => {
    const refused = logins({ AUDIT_REFUSED_LOGINS: '10' });
    for (let i = 0; i < 500; i++) refused.refused(`192.0.2.${i}`, i % 2 ? 'odd' : 'even');
    refused.refused('192.0.2.3', 'odd');
    await refused.flush();
    const counts = (written[0] ?? []).map(({ address, reason, count }) => [address, reason, count]);
    expect(counts).toHaveLength(12);
    expect(counts).toContainEqual(['192.0.2.3', 'odd', 2]);
    expect(counts.slice(10)).toEqual([
      ['others', 'even', 245],
      ['others', 'odd', 245],
    ]);
  });

  it('keeps what could not be written for the next time', async () => {
    const refused = logins();
    failure = new UnavailableError('The database');
    refused.refused('192.0.2.1', 'unauthenticated');
    await refused.flush();
    failure = undefined;
    clock.time = 60_000;
    refused.refused('192.0.2.1', 'unauthenticated');
    await refused.flush();
    expect(written).toEqual([
      [{ address: '192.0.2.1', reason: 'unauthenticated', count: 2, from: at(0), until: at(60_000) }],
    ]);
  });

  it('writes by itself, and what is left when the process ends', async () => {
    const refused = logins({ AUDIT_REFUSED_LOGINS_FLUSH_MS: '5' });
    refused.onModuleInit();
    refused.refused('192.0.2.1', 'first');
    await eventually(
      async () => written.length,
      (length) => length > 0,
    );
    refused.refused('192.0.2.1', 'last');
    await refused.beforeApplicationShutdown();
    expect(written.flat().map(({ reason }) => reason)).toEqual(['first', 'last']);
  });
});
