import { context, json } from '../../testing/vendor.stub.js';
import { connection, failure, list, StripeStub } from '../testing/stripe.stub.js';

const stub = new StripeStub();
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const URL_OF_OURS = 'https://hub.example/api/v1/webhooks/stripe/token';
const register = () =>
  stub.provider({ PROVIDER_CALL_TRIES: '1' }).registrar!.register(connection(), URL_OF_OURS, context());
const keys = () =>
  stub.requests.filter(({ method }) => method === 'POST').map(({ headers }) => headers['idempotency-key']);

describe('registering a webhook endpoint', () => {
  it('has one idempotency key for one URL', async () => {
    stub.answer(json({ id: 'we_1', secret: 'whsec_1' }));
    expect(await register()).toEqual({ externalIds: ['we_1'], secrets: ['whsec_1'] });
    const [first] = keys();
    stub.answer(json({ id: 'we_1', secret: 'whsec_1' }));
    await register();
    expect(keys()).toEqual([first]);
  });

  it('gets past a failure that Stripe keeps for a day, and leaves no unknown endpoint behind', async () => {
    let kept: unknown;
    stub.answer((response, request) => {
      const { method, headers } = request;
      if (method === 'POST') kept ??= headers['idempotency-key'];
      const isKept = method === 'POST' && headers['idempotency-key'] === kept;
      const reply =
        method === 'GET'
          ? list([
              { id: 'we_lost', url: URL_OF_OURS },
              { id: 'we_other', url: 'https://other.example' },
            ])
          : isKept
            ? failure(500, { type: 'api_error' }, { 'idempotent-replayed': 'true' })
            : json({ id: method === 'POST' ? 'we_2' : 'we_lost', secret: 'whsec_2' });
      reply(response, request);
    });
    expect(await register()).toEqual({ externalIds: ['we_2'], secrets: ['whsec_2'] });
    expect(stub.requests.map(({ method, url }) => `${method} ${url.pathname}`)).toEqual([
      'POST /v1/webhook_endpoints',
      'GET /v1/webhook_endpoints',
      'DELETE /v1/webhook_endpoints/we_lost',
      'POST /v1/webhook_endpoints',
    ]);
    expect(new Set(keys()).size).toBe(2);
  });

  it('gives up after a few keys', async () => {
    stub.answer((response, request) =>
      (request.method === 'GET' ? list([]) : failure(500, { type: 'api_error' }))(response, request),
    );
    await expect(register()).rejects.toMatchObject({ code: 'provider_unavailable' });
    expect(new Set(keys()).size).toBe(3);
  });

  it('does not try another key where Stripe refuses', async () => {
    stub.answer(failure(400, { code: 'url_invalid' }));
    await expect(register()).rejects.toMatchObject({ code: 'provider_refused_request' });
    expect(stub.requests).toHaveLength(1);
  });
});
