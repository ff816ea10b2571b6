import { context, json, type StubRequest, type Reply } from '../../testing/vendor.stub.js';
import { connection, MailchimpStub, paged, problem } from '../testing/mailchimp.stub.js';

const stub = new MailchimpStub();
const registrar = () => stub.provider({ PROVIDER_CALL_TRIES: '2' }).registrar;
beforeAll(() => stub.start());
afterAll(() => stub.stop());

const URL_OF_OURS = 'https://hub.example/api/v1/webhooks/mailchimp/token';
const WANTED = {
  events: {
    subscribe: true,
    unsubscribe: true,
    profile: true,
    cleaned: true,
    upemail: true,
    campaign: true,
    sms_subscribe: true,
    sms_unsubscribe: true,
    upsms: true,
    sms_campaign: true,
  },
  sources: { user: true, admin: true, api: true },
};
const LISTS = paged('lists', [{ id: 'l2' }, { id: 'l1' }]);
const register = (settings = {}) => registrar().register(connection({ settings }), URL_OF_OURS, context());
const asked = () => stub.requests.map(({ method, url }) => `${method} ${url.pathname.replace('/3.0', '')}`);
const gone: Reply = (response) => response.writeHead(204).end();
const created = (id: string, more: object = { signing_secret: `secret-of-${id}` }) => json({ id, ...more });

describe('setting up webhooks', () => {
  it('makes one for each audience, of what people and programs do', async () => {
    stub.answer(LISTS, created('w1'), created('w2'));
    expect(await register()).toEqual({ externalIds: ['l1/w1', 'l2/w2'], secrets: ['secret-of-w1', 'secret-of-w2'] });
    expect(asked()).toEqual(['GET /lists', 'POST /lists/l1/webhooks', 'POST /lists/l2/webhooks']);
    expect(JSON.parse(stub.requests[1]!.body)).toEqual({
      url: URL_OF_OURS,
      ...WANTED,
    });
  });

  it('makes those that there are report the same', async () => {
    stub.answer(json({ id: 'w1' }), problem(404, 'Resource Not Found'), json({ id: 'w3' }));
    await registrar().update(connection(), ['l1/w1', 'l2/w2', 'l3/w3'], context());
    expect(asked()).toEqual(
      ['l1/webhooks/w1', 'l2/webhooks/w2', 'l3/webhooks/w3'].map((path) => `PATCH /lists/${path}`),
    );
    expect(JSON.parse(stub.requests[0]!.body)).toEqual(WANTED);
  });

  it('makes one for the audience that a connection is about', async () => {
    stub.answer(LISTS, created('w2'));
    expect(await register({ audienceId: 'l2' })).toEqual({ externalIds: ['l2/w2'], secrets: ['secret-of-w2'] });
  });

  it('has no secret where Mailchimp signs nothing', async () => {
    stub.answer(LISTS, created('w1', {}), created('w2', { signing_secret: null }));
    expect((await register()).secrets).toEqual([]);
  });

  it('creates a webhook again if the answer was lost, with its secret', async () => {
    const taken = json(
      {
        title: 'Invalid Resource',
        status: 400,
        detail: 'See errors',
        errors: [{ field: 'url', message: 'Sorry, you can not set up multiple WebHooks for one URL' }],
      },
      400,
    );
    const reset: Reply = (response) => response.socket?.destroy();
    const known = json({
      webhooks: [
        { id: 'other', url: 'https://else.example' },
        { id: 'w0', url: URL_OF_OURS },
      ],
    });
    stub.answer(LISTS, reset, taken, known, gone, created('w1'));
    expect((await register({ audienceId: 'l1' })).externalIds).toEqual(['l1/w1']);
    expect(asked().slice(3)).toEqual([
      'GET /lists/l1/webhooks',
      'DELETE /lists/l1/webhooks/w0',
      'POST /lists/l1/webhooks',
    ]);
  });

  it('leaves none behind when one cannot be made', async () => {
    stub.answer(LISTS, created('w1'), problem(400, 'Invalid Resource', 'The URL could not be validated'), gone);
    await expect(register()).rejects.toMatchObject({ code: 'provider_refused_request' });
    expect(asked().at(-1)).toBe('DELETE /lists/l1/webhooks/w1');
  });
});

describe('taking webhooks down', () => {
  const unregister = () => registrar().unregister(connection(), ['l1/w1', 'l2/w2'], context());

  it('deletes each, and takes what is gone for done', async () => {
    stub.answer(problem(404, 'Resource Not Found'), gone);
    await unregister();
    expect(asked()).toEqual(['DELETE /lists/l1/webhooks/w1', 'DELETE /lists/l2/webhooks/w2']);
  });

  it('fails when Mailchimp does not answer', async () => {
    stub.answer((response, request: StubRequest) => json('<html>', 404)(response, request));
    await expect(unregister()).rejects.toMatchObject({ code: 'provider_unavailable' });
  });
});
