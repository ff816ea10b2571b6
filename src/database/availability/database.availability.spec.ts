import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { asUnavailable } from '../database.errors.js';
import { DatabaseAvailability, type Probe } from './database.availability.js';

const HOURLY = 3_600_000;

class ScriptedProbe implements Probe {
  writes = 0;
  ended = false;
  failure?: Error;
  private holding?: Promise<void>;

  async write(): Promise<void> {
    this.writes++;
    await this.holding;
    if (this.failure) throw this.failure;
  }

  async end(): Promise<void> {
    this.ended = true;
  }

  hold(): () => void {
    let release = () => {};
    this.holding = new Promise((resolve) => (release = resolve));
    return release;
  }
}

const state = (code: string) => Object.assign(new Error('refused by the server'), { code });

describe('DatabaseAvailability', () => {
  let probe: ScriptedProbe;
  let availability: DatabaseAvailability;

  beforeEach(() => {
    Logger.overrideLogger(false);
    probe = new ScriptedProbe();
    availability = new DatabaseAvailability(probe, HOURLY);
    availability.onModuleInit();
  });
  afterEach(() => availability?.onModuleDestroy());

  const fails = (error: Error) => {
    probe.failure = error;
    return availability.since(performance.now());
  };

  it('writes once for the first callers, and then says what the last write came to', async () => {
    const first = await Promise.all([availability.read(), availability.read()]);
    expect(first).toMatchObject([{ up: true }, { up: true }]);
    probe.failure = state('53100');
    expect(await availability.read()).toMatchObject({ up: true });
    expect(probe.writes).toBe(1);
  });

  it.each(['53100', '25006', '55P03', '57P03', '58030', 'XX000'])('refuses work after %s', async (code) => {
    expect(availability.refusal()).toBeUndefined();
    await fails(state(code));
    expect(availability.refusal()).toMatchObject({ status: 503, usesAttempt: false });
    probe.failure = undefined;
    await availability.since(performance.now());
    expect(availability.refusal()).toBeUndefined();
  });

  it.each([
    ['28P01', 'authentication'],
    ['53300', 'too_many_connections'],
    ['57014', 'statement_timeout'],
    ['42501', 'refused'],
  ])('does not take writes after %s, but leaves it to work to try', async (code, trouble) => {
    expect(await fails(state(code))).toEqual({ up: false, trouble });
    expect(availability.refusal()).toBeUndefined();
  });

  it('asks for news with one write, however many want them, and not with one that began before', async () => {
    const release = probe.hold();
    const before = availability.read();
    const news = [1, 2, 3].map(() => availability.since(performance.now()));
    release();
    await Promise.all([before, ...news]);
    expect(probe.writes).toBe(2);
  });

  it('writes at once when work reports trouble, and not again for each report of a moment', async () => {
    asUnavailable(state('53100'));
    for (let report = 0; report < 10; report++) asUnavailable(state('53100'));
    await availability.read();
    for (let report = 0; report < 10; report++) asUnavailable(state('53100'));
    expect(probe.writes).toBe(1);
  });

  it('writes no more once the process ends', async () => {
    await availability.onModuleDestroy();
    asUnavailable(state('53100'));
    await availability.since(performance.now());
    expect([probe.writes, probe.ended]).toEqual([0, true]);
  });
});
