import { describe, expect, it } from '@jest/globals';
import {
  ProviderCredentialsError,
  ProviderError,
  ProviderPermissionError,
  ProviderRateLimitedError,
  ProviderUnavailableError,
} from '../../../src/providers/provider.errors.js';
import type { ProxyFault } from '../../support/edge.proxy.js';
import { deadline } from '../../support/patience.js';
import { callTimeout } from '../call.timeout.js';
import { failureOf } from '../failure.of.js';
import { leaksOf } from '../leaks.js';
import type { Stage } from '../stage.js';
import { walk } from '../walk.js';

const AT_ONCE_MS = 5_000;

interface Expectation {
  error: new (...args: never[]) => ProviderError;
  retryable: boolean;
  /** Requests of the call, of which two are allowed. */
  tries: readonly number[];
}

const PASSING: Expectation = { error: ProviderUnavailableError, retryable: true, tries: [2] };
/** A page that may be too heavy is asked for again by halves, down to one object. */
const MOST_HALVINGS = 24;
const HEAVY: Expectation = { ...PASSING, tries: Array.from({ length: MOST_HALVINGS }, (_, more) => 2 + more) };
const FINAL = (error: Expectation['error']): Expectation => ({ error, retryable: false, tries: [1, 2] });

/** What the vendor itself does: kinds of sandbox/common/fault.registry.ts. */
const FAULTS: [string, Expectation][] = [
  ['status500', HEAVY],
  ['html502', HEAVY],
  ['reset', PASSING],
  ['hang', HEAVY],
  ['truncated', PASSING],
  ['garbage', PASSING],
  ['forbidden', FINAL(ProviderPermissionError)],
  ['unauthorized', FINAL(ProviderCredentialsError)],
];

const html = (status: number): ProxyFault => ({
  kind: 'answer',
  status,
  // Where it is a throttle that speaks so, it need not be waited for.
  headers: { 'content-type': 'text/html', 'retry-after': '600' },
  body: `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`,
});
const json = (body: string, status = 200): ProxyFault => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json' },
  body,
});

/** What somebody in between does. None of it says anything of the connection, or of an object. */
const SPOILS: [string, ProxyFault][] = [
  ["a proxy's 403", html(403)],
  ["a proxy's 404", html(404)],
  ["a proxy's 404 in JSON", json('{"message":"no Route matched with those values"}', 404)],
  ['a 503 without a body', { kind: 'answer', status: 503 }],
  ['a 200 without a body', { kind: 'answer', status: 200 }],
  ['a 204', { kind: 'answer', status: 204 }],
  ['a login page', html(200)],
  ['a redirect', { kind: 'answer', status: 302, headers: { location: '/elsewhere' } }],
  ['JSON that is null', json('null')],
  ['JSON that is a list', json('[]')],
  ['JSON that is text', json('"maintenance"')],
  ['an object of nothing', json('{}')],
  ['an answer that never ends', { kind: 'trickle' }],
];

const context = () => ({ signal: new AbortController().signal });

export function describeErrors(stage: Stage): void {
  const portFor = (fault: { kind: string }, tries = 1) =>
    stage.port({ ...callTimeout(fault), PROVIDER_CALL_TRIES: String(tries) });
  const listing = (fault: { kind: string }, tries = 1) => walk(portFor(fault, tries), stage.connection, stage.probe);
  const spoil = (fault: Record<string, unknown>) =>
    stage.stand.control.call('POST', '/faults', { path: stage.subject.probe.path(stage.account), times: 50, ...fault });
  const seen = () => stage.seen();

  describe('says what has failed', () => {
    it.each(FAULTS)('when a list meets %s', async (kind, { error: Kind, retryable, tries }) => {
      await spoil({ kind });
      const began = performance.now();
      const error = await failureOf(listing({ kind }, 2));
      expect(performance.now()).toBeLessThan(deadline(began, AT_ONCE_MS));
      expect(error).toBeInstanceOf(Kind);
      expect(error).toMatchObject({ retryable, usesAttempt: true });
      expect(leaksOf(error, stage.secrets)).toEqual([]);
      expect(tries).toContain(seen().length);
    });

    it('and goes on by itself where once is not always', async () => {
      await spoil({ kind: 'status500', times: 1 });
      expect(await stage.isWhole(await listing({ kind: 'status500' }, 2))).toBe(true);
    });

    const odd = SPOILS.filter(([name]) => !stage.subject.takenForGood?.includes(name));
    it.each(odd)('when %s comes in place of a list, and it may be asked again', async (_name, spoilt) => {
      stage.stand.edge.use(spoilt);
      const began = performance.now();
      const error = await failureOf(listing(spoilt));
      expect(performance.now()).toBeLessThan(deadline(began, AT_ONCE_MS));
      expect(error).toBeInstanceOf(ProviderError);
      expect(error).toMatchObject({ retryable: true });
      expect(leaksOf(error, stage.secrets)).toEqual([]);
      expect(stage.stand.edge.requests.filter(({ url }) => url.includes('elsewhere'))).toEqual([]);
    });

    it.each(SPOILS)('when %s comes in place of one object, which is not thereby deleted', async (_name, spoilt) => {
      const id = await stage.anId();
      stage.stand.edge.use(spoilt);
      const error = await failureOf(portFor(spoilt).fetchOne(stage.connection, stage.probe.stream, id, context()));
      expect(error).toBeInstanceOf(ProviderError);
      expect(error).toMatchObject({ retryable: true });
    });

    it.each(SPOILS)('when %s comes in place of the account, whose credentials may be good', async (_name, spoilt) => {
      stage.stand.edge.use(spoilt);
      const error = await failureOf(portFor(spoilt).testConnection(stage.connection, context()));
      expect(error).toBeInstanceOf(ProviderError);
      expect(error).toMatchObject({ retryable: true });
      expect(leaksOf(error, stage.secrets)).toEqual([]);
    });

    it.each([400, 401, 403, 404, 409, 422, 500, 503])(
      'without quoting what the vendor quotes of the credentials, in a %d',
      async (status) => {
        const quoted = stage.secrets.map((secret) => `Invalid: ${secret} (Authorization: Bearer ${secret})`).join(', ');
        const answer = json(stage.subject.failure(status, quoted), status);
        stage.stand.edge.use(answer);
        for (const ask of [
          () => listing(answer),
          () => portFor(answer).testConnection(stage.connection, context()),
          () => portFor(answer).verifyCredentials(stage.account.credentials, { ...context(), environment: 'sandbox' }),
        ]) {
          // Who may not read their account may have good credentials all the same.
          const outcome = await ask().catch((error: unknown) => error);
          if (status !== 403) expect(outcome).toBeInstanceOf(ProviderError);
          expect(leaksOf(outcome, stage.secrets)).toEqual([]);
        }
      },
    );
  });

  describe('is told to wait', () => {
    const refused = async (retryAfter: string) => {
      await spoil({ kind: 'status429' });
      stage.stand.edge.use({ kind: 'headers', headers: { 'retry-after': retryAfter } });
      return failureOf(listing({ kind: 'status429' }));
    };

    it.each([
      ['in seconds', () => '100'],
      ['by a date', () => new Date(Date.now() + 100_000).toUTCString()],
    ])('%s, and hands on for how long', async (_name, retryAfter) => {
      const error = await refused(retryAfter());
      expect(error).toBeInstanceOf(ProviderRateLimitedError);
      expect(error).toMatchObject({ retryable: true, usesAttempt: false });
      const { retryAfterSeconds } = error as ProviderRateLimitedError;
      expect(retryAfterSeconds).toBeGreaterThan(95);
      expect(retryAfterSeconds).toBeLessThanOrEqual(101);
      expect(seen()).toHaveLength(1);
      expect(leaksOf(error, stage.secrets)).toEqual([]);
    });

    it('for a moment, and does so before it goes on', async () => {
      await spoil({ kind: 'status429', times: 1, retryAfter: 1 });
      stage.stand.edge.use({ kind: 'headers', headers: { 'retry-after': '1' } });
      expect(await stage.isWhole(await listing({ kind: 'status429' }))).toBe(true);
      const [first, second] = seen();
      // Timers may fire a little early.
      expect(second!.at - first!.at).toBeGreaterThan(950);
    });

    it.each(['', 'soon'])('and not for how long (Retry-After: %j), and is patient', async (value) => {
      await spoil({ kind: 'status429', times: 1 });
      stage.stand.edge.use({ kind: 'headers', headers: value === '' ? {} : { 'retry-after': value } });
      const outcome = await listing({ kind: 'status429' }).catch((error: unknown) => error);
      if (!Array.isArray(outcome)) {
        expect(outcome).toBeInstanceOf(ProviderRateLimitedError);
        expect(outcome).toMatchObject({ usesAttempt: false });
      } else {
        const [first, second] = seen();
        expect(second!.at - first!.at).toBeGreaterThan(450);
      }
    });
  });
}
