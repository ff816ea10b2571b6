import { describe, expect, it } from '@jest/globals';
import { seeded } from '../../../test/support/seeded.random.js';
import {
  nextStatus,
  OPEN_OPERATION,
  OPERATION_STATUSES,
  OPERATION_TRANSITIONS,
  statusesBefore,
  TARGET_STATUSES,
  TARGET_TRANSITIONS,
  type TargetEvent,
  type TargetStatus,
} from './target.machine.js';

const EVENTS = [
  ...new Set(TARGET_STATUSES.flatMap((status) => Object.keys(TARGET_TRANSITIONS[status]))),
] as TargetEvent[];
const ENDED: readonly TargetStatus[] = ['waiting', 'applied', 'skipped', 'dead'];

describe('The life of a target', () => {
  it('never leaves the table', () => {
    const random = seeded();
    let status: TargetStatus = 'pending';
    for (let step = 0; step < 10_000; step++) {
      status = nextStatus(status, random.pick(EVENTS)) ?? status;
      expect(TARGET_STATUSES).toContain(status);
    }
  });

  it('is ended only by the worker that sends it, by a person, or by the schedule that gives it up', () => {
    for (const from of TARGET_STATUSES) {
      for (const event of EVENTS) {
        const to = nextStatus(from, event);
        if (to === undefined || to === from || !ENDED.includes(to)) continue;
        if (event === 'accept' || event === 'leave') continue;
        expect([from, event]).toEqual(
          to === 'dead' ? [expect.stringMatching(/^(pending|sending)$/), 'die'] : ['sending', event],
        );
      }
    }
  });

  it('goes on with each newer version, whatever has become of the last one', () => {
    for (const status of TARGET_STATUSES)
      expect(nextStatus(status, 'change')).toBe(status === 'sending' ? status : 'pending');
  });

  it('is not disturbed while it is being sent', () => {
    for (const event of ['release', 'replay', 'accept', 'leave'] as const)
      expect(nextStatus('sending', event)).toBeUndefined();
  });

  it('is decided by a person only while it is held, given up or in doubt', () => {
    const decided = (event: TargetEvent) => TARGET_STATUSES.filter((status) => nextStatus(status, event) !== undefined);
    expect(decided('accept')).toEqual(['pending', 'waiting', 'dead']);
    expect(decided('leave')).toEqual(['pending', 'waiting', 'dead']);
  });

  it('gives the statements their conditions', () => {
    expect(statusesBefore('change', 'pending')).toBe(`'waiting', 'applied', 'skipped', 'dead'`);
    expect(statusesBefore('release', 'pending')).toBe(`'waiting', 'skipped'`);
  });
});

describe('The life of an operation', () => {
  it('ends once', () => {
    expect(OPEN_OPERATION).toBe(`'sending', 'unknown'`);
    for (const status of OPERATION_STATUSES) {
      const next = OPERATION_TRANSITIONS[status];
      if (next.length > 0) expect(next).toEqual(expect.arrayContaining(['done', 'failed', 'superseded']));
    }
  });
});
