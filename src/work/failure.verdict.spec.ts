import { describe, expect, it } from '@jest/globals';
import { AppError } from '../common/app.error.js';
import { UnavailableError } from '../common/http.errors.js';
import { judgeFailure } from './failure.verdict.js';
import { LeaseLostError, ShutdownError, TurnEndedError } from './lease.js';

const failure = (options: { retryable: boolean; usesAttempt?: boolean }) =>
  new AppError(500, 'provider_unavailable', 'Trouble', options);

describe('judgeFailure', () => {
  it.each([
    ['a lost lease', new LeaseLostError(), { kind: 'lost' }],
    ['a shutdown', new ShutdownError(), { kind: 'postpone', delayMs: 0, error: null }],
    ['a slot that others wait for', new TurnEndedError(), { kind: 'postpone', delayMs: 0, error: null }],
    ['a lost database', new UnavailableError('The database'), { kind: 'postpone', delayMs: 2_000 }],
    ['a permanent failure', failure({ retryable: false }), { kind: 'dead', error: { code: 'provider_unavailable' } }],
    ['a passing failure', failure({ retryable: true }), { kind: 'retry', retry: { tier: 'quick', delayMs: 1_000 } }],
    ['a defect', new TypeError('x is not a function'), { kind: 'retry', error: { code: 'internal_error' } }],
  ])('%s', (_, error, verdict) => {
    expect(judgeFailure('critical', error, 0)).toMatchObject(verdict);
  });

  it('ends with the last attempt', () => {
    expect(judgeFailure('critical', failure({ retryable: true }), 16)).toMatchObject({ kind: 'dead' });
  });

  it('tells nothing of a defect but that there was one', () => {
    const verdict = judgeFailure('critical', new Error('password=hunter2'), 0);
    expect(JSON.stringify(verdict)).not.toContain('hunter2');
  });
});
