import { ConnectionStoppedError } from '../integrations/connections/stopped.error.js';
import {
  ProviderCredentialsError,
  ProviderPermissionError,
  ProviderProtocolError,
  ProviderRateLimitedError,
} from '../providers/provider.errors.js';
import { toAppError, toProblem } from './problem.js';

describe('a failure on its way to a caller', () => {
  it('names the field of credentials that were refused', () => {
    const { problem, headers } = toProblem(new ProviderCredentialsError('The key is unknown'), 'r1');
    expect(problem).toMatchObject({ status: 422, code: 'provider_rejected_credentials', detail: 'The key is unknown' });
    expect(problem.errors).toEqual([{ field: 'credentials', message: 'The key is unknown' }]);
    expect(headers).toEqual({});
  });

  it('blames no field for any other refusal', () => {
    const { problem } = toProblem(new ProviderPermissionError('Not allowed'), 'r1');
    expect(problem).toMatchObject({ status: 422, code: 'provider_permission_denied' });
    expect(problem).not.toHaveProperty('errors');
  });

  it.each([
    [0.2, '1'],
    [59.1, '60'],
  ])('says when to try again: %d s', (retryAfterSeconds, header) => {
    const { problem, headers } = toProblem(new ProviderRateLimitedError('Wait', { retryAfterSeconds }), 'r1');
    expect([problem.status, problem.code, headers['retry-after']]).toEqual([502, 'provider_unavailable', header]);
  });

  it('keeps its own code where the provider is there and answers unusably', () => {
    expect(toAppError(new ProviderProtocolError('In a circle'))).toMatchObject({
      status: 502,
      code: 'provider_protocol_violation',
    });
  });

  it('keeps whether trying again helps, and what it came from', () => {
    const limited = new ProviderRateLimitedError('Wait');
    expect(toAppError(limited)).toMatchObject({ retryable: true, usesAttempt: false, cause: limited });
    expect(toAppError(new ConnectionStoppedError(undefined))).toMatchObject({ status: 409, retryable: true });
  });

  it.each(['constructor', 'of_no_row'])('reveals nothing when no row gives it a status: %s', (code) => {
    const unknown = Object.assign(new Error('inside'), { code, retryable: false, usesAttempt: true });
    const { problem } = toProblem(unknown, 'r1');
    expect(problem).toMatchObject({ status: 500, code: 'internal_error' });
    expect(problem.detail).not.toContain('inside');
  });
});
