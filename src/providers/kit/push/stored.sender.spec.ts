import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { timedSignal } from '../../../common/timed-signal.js';
import { providerConfig } from '../../../config/provider.config.js';
import type { Config } from '../../../config/config.js';
import { abortOnceAsked } from '../../testing/abort-once-asked.js';
import {
  hang,
  json,
  refusal,
  reset,
  stall,
  truncated,
  VendorStub,
  type StubRequest,
} from '../../testing/vendor.stub.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderNotFoundError } from '../../provider.errors.js';
import type { StoredRequest } from '../../push.port.js';
import { ApiClient } from '../api.client.js';
import { FailureMapper } from '../failure.mapper.js';
import { StoredSender } from './stored.sender.js';

const failures = new FailureMapper({
  title: 'Box office',
  requestIdHeader: 'x-request-id',
  read: ({ body }) => (typeof body.code === 'string' ? { code: body.code, message: 'No.' } : null),
  refusals: [{ status: 401, meaning: 'unknown', says: 'refused the token', refreshes: true }],
  rateLimitSeconds: 3_600,
  rules: [{ when: ({ status }) => status === 404, as: ProviderNotFoundError, says: 'does not know this' }],
});

class BoxOffice {
  readonly sender: StoredSender;

  constructor(_config: Config, calls: ProviderCalls) {
    const api = new ApiClient(calls.writer('box-office', { perSecond: 10_000 }), failures);
    this.sender = new StoredSender(api, calls.writeTransport('box-office'));
  }
}

class BoxOfficeStub extends VendorStub<BoxOffice> {
  constructor() {
    super(BoxOffice, providerConfig({ name: 'box-office', variables: {}, secrets: [], settings: () => ({}) }));
  }

  protected environment(): Record<string, string> {
    return {};
  }
}

const stub = new BoxOfficeStub();
const stored: StoredRequest = {
  kind: 'create',
  method: 'POST',
  path: '/v1/guests?a=1%202',
  headers: { 'content-type': 'text/plain', 'x-version': '1' },
  body: Buffer.from([0, 195, 171, 255]),
};

function send(boxOffice = stub.provider(), signal = new AbortController().signal) {
  const exchange = new ProviderExchange(signal);
  const token = (refused?: string) => (refused === undefined ? 'first' : 'second');
  const call = { account: 'a', operation: 'POST /v1/guests', exchange, token };
  const sent = boxOffice.sender.send(call, stored, (current) => ({
    baseUrl: stub.url,
    headers: { authorization: `Bearer ${current}` },
  }));
  return { sent, exchange };
}

describe('A stored request', () => {
  beforeAll(() => stub.start());
  afterAll(() => stub.stop());

  it('is sent byte for byte, with the credentials of now', async () => {
    let bytes: StubRequest | undefined;
    stub.answer((response, request) => {
      bytes = request;
      json({ id: 'g1' })(response, request);
    });
    const { sent, exchange } = send();
    expect(await sent).toEqual({ kind: 'answered' });
    expect(exchange.body).toEqual({ id: 'g1' });
    expect(bytes).toMatchObject({
      method: 'POST',
      body: stored.body.toString('utf8'),
      headers: { authorization: 'Bearer first', 'x-version': '1', 'content-length': String(stored.body.length) },
    });
    expect(bytes!.url.pathname + bytes!.url.search).toBe(stored.path);
  });

  it.each([
    ['no answer in time', hang],
    ['an answer that stops', stall],
    ['a reset', reset],
    ['half an answer', truncated],
    ['a 500', json({ code: 'x' }, 500)],
    ['a conflict', json({ code: 'x' }, 409)],
    ['a 200 that is no JSON', json('not json')],
    ["a proxy's 502", json('<html>', 502)],
    ["a proxy's 404", json('{}', 404)],
  ])('may have been applied after %s, and is not sent again', async (_, reply) => {
    stub.answer(reply);
    expect(await send(stub.provider({ PROVIDER_TIMEOUT_MS: '60000' })).sent).toMatchObject({
      kind: 'unknown',
      error: { code: 'provider_unavailable' },
    });
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    [400, 'provider_refused_request'],
    [404, 'provider_object_not_found'],
  ])('is refused with %d', async (status, code) => {
    stub.answer(json({ code: 'x' }, status));
    expect(await send().sent).toMatchObject({ kind: 'refused', error: { code } });
    expect(stub.requests).toHaveLength(1);
  });

  it.each([
    [429, 'provider_rate_limited'],
    [403, 'provider_permission_denied'],
  ])('was not taken after a %d', async (status, code) => {
    stub.answer(json({ code: 'x' }, status));
    expect((await refusal(send().sent)).code).toBe(code);
    expect(stub.requests).toHaveLength(1);
  });

  it('is sent again with another token when the first is refused', async () => {
    stub.answer(json({ code: 'x' }, 401), json({ id: 'g1' }));
    expect(await send().sent).toEqual({ kind: 'answered' });
    expect(stub.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer first', 'Bearer second']);
  });

  it('ends with its signal', async () => {
    stub.answer(hang);
    const controller = new AbortController();
    const reason = new Error('lease lost');
    void abortOnceAsked(stub, controller, reason);
    await expect(send(stub.provider(), controller.signal).sent).rejects.toBe(reason);
  });

  it('does not leave once half of its time is over, and was not taken', async () => {
    stub.answer(json({ id: 'g1' }));
    const began = performance.now() - 31_000;
    const { sent } = send(stub.provider(), timedSignal(new AbortController().signal, began, 60));
    expect((await refusal(sent)).code).toBe('provider_not_asked');
    expect(stub.requests).toHaveLength(0);
  });

  it('says that it leaves before the vendor is asked', async () => {
    const seen: string[] = [];
    const answer = json({ id: 'g1' });
    stub.answer((response, request) => {
      seen.push('asked');
      answer(response, request);
    });
    const left = () => void seen.push('left');
    await send(stub.provider(), timedSignal(new AbortController().signal, performance.now(), 60, left)).sent;
    expect(seen).toEqual(['left', 'asked']);
  });
});
