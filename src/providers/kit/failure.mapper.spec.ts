import { describe, expect, it } from '@jest/globals';
import { ProviderBudgetExhaustedError, ProviderNotFoundError, ProviderUnavailableError } from '../provider.errors.js';
import { FailureMapper } from './failure.mapper.js';
import { startOfNextMonth } from './months.js';
import { ProviderExchange } from '../http/provider.exchange.js';
import { ProviderTransportError } from '../http/transport.error.js';
import { oauthFailure } from './oauth.failures.js';

const refusals = [{ status: 401, meaning: 'unknown', says: 'refused the token', refreshes: true as const }];
const mapper = new FailureMapper({
  title: 'Box office',
  requestIdHeader: 'x-request-id',
  read: ({ body }) => (typeof body.code === 'string' ? { code: body.code, message: 'No.' } : null),
  refusals,
  rateLimitSeconds: 3,
  meantStatus: ({ code }) => (code === 'auth' ? 401 : undefined),
  first: [{ when: ({ answer }) => answer?.code === 'locked', as: ProviderUnavailableError, says: 'has it locked' }],
  rules: [
    { when: ({ status }) => status === 404, as: ProviderNotFoundError, says: 'does not know this' },
    {
      when: ({ answer }) => answer?.code === 'used_up',
      as: ProviderBudgetExhaustedError,
      says: 'serves no more calls',
      blockedUntil: startOfNextMonth,
    },
  ],
});

function exchangeOf(status: number | undefined, body: object = {}, headers: Record<string, string> = {}) {
  const exchange = new ProviderExchange(new AbortController().signal);
  return Object.assign(exchange, { status, headers, text: JSON.stringify(body) });
}
const failure = (status: number | undefined, body: object = {}, headers: Record<string, string> = {}) => {
  return mapper.toError(exchangeOf(status, body, headers), 'GET /seats');
};

describe('a failed call', () => {
  it.each([
    [401, 'provider_rejected_credentials'],
    [403, 'provider_permission_denied'],
    [404, 'provider_object_not_found'],
    [409, 'provider_unavailable'],
    [400, 'provider_refused_request'],
    [429, 'provider_rate_limited'],
    [500, 'provider_unavailable'],
  ])("of %d in the vendor's form is %s, and of a proxy says nothing", (status, code) => {
    expect(failure(status, { code: 'x' })).toMatchObject({ code, status });
    const proxied = status === 429 ? code : 'provider_unavailable';
    expect(failure(status, { error: 'x' }).code).toBe(proxied);
  });

  it('names the vendor, the operation, and the id of the request', () => {
    const error = failure(400, { code: 'x' }, { 'x-request-id': 'r'.repeat(200) });
    expect(error).toMatchObject({ message: 'Box office refused (GET /seats): No.', requestId: 'r'.repeat(100) });
  });

  it('may be an error within a 200, or have a meaning that only this vendor knows', () => {
    expect(failure(200, { code: 'auth' })).toMatchObject({ code: 'provider_rejected_credentials', refreshable: true });
    expect(failure(200, { code: 'other' }).code).toBe('provider_unavailable');
    expect(failure(429, { code: 'locked' }).code).toBe('provider_unavailable');
  });

  it('waits as long as the vendor says', () => {
    expect(failure(429).retryAfterSeconds).toBe(3);
    expect(failure(429, {}, { 'retry-after': '7' }).retryAfterSeconds).toBe(7);
  });

  it('may be of a page that is too heavy, unless the vendor names a time', () => {
    expect([500, 502, 503, 504].map((status) => (failure(status) as ProviderUnavailableError).isHeavy)).toEqual(
      Array(4).fill(true),
    );
    expect(failure(503, {}, { 'retry-after': '7' })).toMatchObject({ isHeavy: false });
    expect(failure(409, { code: 'x' })).toMatchObject({ isHeavy: false });
    const exchange = exchangeOf(undefined);
    exchange.failure = new ProviderTransportError('timeout');
    expect(mapper.toError(exchange, 'GET /seats')).toMatchObject({ isHeavy: true });
    exchange.failure = new ProviderTransportError('network');
    expect(mapper.toError(exchange, 'GET /seats')).toMatchObject({ isHeavy: false });
  });

  it('may be of a budget that is used up until the next month', () => {
    expect(startOfNextMonth(new Date('2026-12-31T23:59:59Z')).toISOString()).toBe('2027-01-01T00:00:00.000Z');
    const error = failure(400, { code: 'used_up' });
    expect(error).toMatchObject({ code: 'provider_budget_exhausted', retryable: true, usesAttempt: false });
    expect((error as ProviderBudgetExhaustedError).blockedUntil).toEqual(startOfNextMonth(new Date()));
    expect(error.message).toMatch(/^Box office serves no more calls \(GET \/seats\).*; blocked until \d{4}-\d\d-01T/);
  });

  it('may have got no answer, or half of one', () => {
    const exchange = exchangeOf(401, { code: 'x' });
    exchange.failure = new ProviderTransportError('timeout');
    expect(mapper.toError(exchange, 'GET /seats')).toMatchObject({
      code: 'provider_unavailable',
      message: expect.stringContaining('did not answer in time'),
    });
    expect(failure(undefined).code).toBe('provider_unavailable');
  });
});

describe('a failed call of a token endpoint', () => {
  const table = {
    title: 'Box office',
    installation: 'A and B',
    refusals: [{ code: /^invalid_grant$/, meaning: 'used', says: 'does not accept the code' }],
  };
  const code = (status: number | undefined, body: object) =>
    oauthFailure(table, exchangeOf(status, body), 'POST /token').code;

  it.each([
    [400, { error: 'invalid_grant' }, 'provider_rejected_credentials'],
    [401, { error: 'invalid_client' }, 'provider_unavailable'],
    [401, { error: 'other' }, 'provider_unavailable'],
    [400, { error: 'invalid_scope' }, 'provider_refused_request'],
    [429, {}, 'provider_rate_limited'],
    [500, { error: 'invalid_grant' }, 'provider_unavailable'],
    [400, { error: 'No such page' }, 'provider_unavailable'],
    [undefined, {}, 'provider_unavailable'],
  ])('of %j and %j is %s', (status, body, expected) => {
    expect(code(status, body)).toBe(expected);
  });
});
