import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { SandboxAccount, SandboxObject } from '../../demo/clients/control.client.js';
import { query } from '../support/database.js';
import {
  audienceEvent,
  deliver,
  MAILCHIMP_SECRET,
  mailchimpSignature,
  MANDRILL_KEY,
  mandrillSignature,
} from '../support/mailchimp.delivery.js';
import { beginConsent, openCallback, openAuthorizeUrl } from '../support/consent.client.js';
import {
  differences,
  startProviderSandboxes,
  type ProviderSandbox,
  type ProviderSandboxes,
} from '../support/provider.sandboxes.js';
import { eventually, type Tenant } from '../support/tenant.js';

interface MailchimpAccount extends SandboxAccount {
  credentials: { apiKey: string };
  lists: string[];
}

const RELISTED = ['audiences', 'segments', 'campaigns', 'campaign_reports', 'stores'];

describe('Mailchimp', () => {
  let world: ProviderSandboxes;
  let stand: ProviderSandbox;
  let account: MailchimpAccount;
  let tenant: Tenant;
  let clock = 0;

  const control = <T>(method: string, path: string, body?: unknown) => stand.control.call<T>(method, path, body);
  const on = <T>(what: string, body: unknown) => control<T>('POST', `/accounts/${account.id}/${what}`, body);
  const connect = async (settings?: Record<string, unknown>) => {
    const { credentials } = account;
    const { status, body } = await tenant.call<{ id: string }>('POST', '/integrations', {
      provider: 'mailchimp',
      credentials,
      ...(settings && { settings }),
    });
    if (status !== 201) throw new Error(`Connecting answered ${status}: ${JSON.stringify(body)}`);
    return body.id;
  };
  const unlike = (id: string, streams = Object.keys(account.counts)) =>
    differences(stand, account.id, tenant, id, streams);
  const requests = async () => (await control<{ total: number }>('GET', '/requests')).total;
  const contacts = async (list: string): Promise<SandboxObject[]> =>
    (await stand.control.objects(account.id, 'contacts')).filter(({ object }) => object.list_id === list);
  const record = async (id: string, type: string, name: string) =>
    (
      await tenant.call<{ raw: Record<string, unknown>; deletedAt: string | null }>(
        'GET',
        `/integrations/${id}/records/${type}/${encodeURIComponent(name)}?raw=true`,
      )
    ).body;
  /** What changes within the second of a read is not told apart from it. */
  const later = () => control('POST', '/clock', { offsetSeconds: (clock += 300) });

  beforeAll(async () => {
    world = await startProviderSandboxes(['mailchimp'], {
      MAILCHIMP_WEBHOOK_SECRET: MAILCHIMP_SECRET,
      MANDRILL_WEBHOOK_KEY: MANDRILL_KEY,
      WEBHOOK_AUTO_REGISTER: 'false',
    });
    stand = world.sandbox('mailchimp');
  });
  afterAll(() => world?.end());

  beforeEach(async () => {
    tenant = world.tenant();
    account = (await stand.control.createAccount({ scale: 2_500, seed: 41 })) as MailchimpAccount;
  });

  it('comes in by key, and then costs what has changed', async () => {
    const id = await connect();
    expect(await tenant.syncAndWait(id)).toMatchObject({ status: 'succeeded', error: null });
    expect(await unlike(id)).toEqual({});
    await later();
    const changed = await contacts(account.lists[0]!);
    for (const [index, { id: name }] of changed.slice(0, 150).entries()) {
      const patch = index % 2 ? { merge_fields: { FNAME: `Changed ${index}` } } : { tags: [`tag ${index % 3}`] };
      await on('update', { stream: 'contacts', id: name, patch });
    }
    await control('DELETE', '/requests');
    const run = await tenant.syncAndWait(id, 'contacts');
    // The audiences, and of each a page and a count, of those in the list and of the archived.
    expect(await requests()).toBe(1 + account.lists.length * 4);
    expect(run.progress).toMatchObject({ fetched: 150, updated: 150 });
    expect(await unlike(id, ['contacts'])).toEqual({});
    await control('DELETE', '/requests');
    for (const stream of RELISTED) await tenant.syncAndWait(id, stream);
    expect(await requests()).toBe(4 + 1 + account.lists.length);
  });

  it('finds who was deleted without a word, and whose address has changed', async () => {
    const id = await connect();
    await tenant.syncAndWait(id, 'contacts');
    await later();
    const [gone, moved] = await contacts(account.lists[1]!);
    await on('delete', { stream: 'contacts', id: gone!.id, silent: true });
    await on('update', { stream: 'contacts', id: moved!.id, patch: { email_address: 'Moved@Example.net' } });
    await tenant.syncAndWait(id, 'contacts');
    expect(await unlike(id, ['contacts'])).toEqual({});
    expect((await record(id, 'contacts', moved!.id)).deletedAt).not.toBeNull();
    const hash = createHash('md5').update('moved@example.net').digest('hex');
    expect((await record(id, 'contacts', `${account.lists[1]}:${hash}`)).deletedAt).toBeNull();
  });

  it('is about one audience only where it was told so', async () => {
    const [audienceId, other] = account.lists;
    const id = await connect({ audienceId });
    expect(await tenant.syncAndWait(id)).toMatchObject({ status: 'succeeded', error: null });
    const expected = await contacts(audienceId!);
    const found = await tenant.records(id, 'contacts');
    expect(found.map(({ externalId }) => externalId).sort()).toEqual(expected.map(({ id: name }) => name).sort());
    for (const stream of ['segments', 'campaign_reports', 'unsubscribes', 'stores']) {
      const objects = (await stand.control.objects(account.id, stream)).filter(
        ({ object }) => object.list_id === audienceId,
      );
      expect([stream, (await tenant.records(id, stream)).length]).toEqual([stream, objects.length]);
    }
    expect((await tenant.records(id, 'audiences')).map(({ externalId }) => externalId)).toEqual([audienceId]);
    // An event of the other audience is kept, and touches nothing.
    const [stranger] = await contacts(other!);
    const event = audienceEvent('profile', { list_id: other!, id: 'x', email: String(stranger!.object.email_address) });
    const url = `${world.service.url}/api/v1/webhooks/mailchimp`;
    expect(await deliver(url, event, mailchimpSignature(event, MAILCHIMP_SECRET))).toMatchObject({ status: 200 });
    await eventually(open, (left) => left === 0);
    expect((await tenant.records(id, 'contacts')).length).toBe(expected.length);
    // And a count of the others means nothing either.
    await control('DELETE', '/requests');
    await tenant.syncAndWait(id, 'contacts');
    expect(await requests()).toBe(1 + 4);
  });

  it('takes events in three forms, each only as it must be signed', async () => {
    const id = await connect();
    await tenant.syncAndWait(id, 'contacts');
    await later();
    const [list] = account.lists;
    const [one, two, three] = await contacts(list!);
    const platform = `${world.service.url}/api/v1/webhooks/mailchimp`;
    const { body: endpoint } = await tenant.call<{ url: string; id: string }>(
      'POST',
      `/integrations/${id}/webhook-endpoints`,
      {},
    );
    const renamed = async (contact: SandboxObject, name: string) => {
      await on('update', { stream: 'contacts', id: contact.id, patch: { merge_fields: { FNAME: name } } });
      return audienceEvent('profile', { list_id: list!, id: name, email: String(contact.object.email_address) });
    };
    const nameOf = async (contact: SandboxObject) =>
      ((await record(id, 'contacts', contact.id)).raw.merge_fields as { FNAME: string }).FNAME;

    const signed = await renamed(one!, 'Signed');
    expect(await deliver(platform, signed)).toMatchObject({ status: 401 });
    expect(await deliver(platform, signed, mailchimpSignature(signed, 'another'))).toMatchObject({ status: 401 });
    expect(await deliver(platform, signed, mailchimpSignature(signed, MAILCHIMP_SECRET))).toMatchObject({
      status: 200,
    });
    expect(await deliver(platform, signed, mailchimpSignature(signed, MAILCHIMP_SECRET))).toMatchObject({
      body: { duplicate: true },
    });
    await eventually(
      () => nameOf(one!),
      (name) => name === 'Signed',
    );

    const unsigned = await renamed(two!, 'Unsigned');
    expect((await fetch(endpoint.url)).status).toBe(200);
    expect(await deliver(endpoint.url, '')).toMatchObject({ status: 200 });
    expect(await deliver(endpoint.url, unsigned)).toMatchObject({ status: 200 });
    await eventually(
      () => nameOf(two!),
      (name) => name === 'Unsigned',
    );
    const secret = 'mcwh_by_hand_0123456789';
    const path = `/integrations/${id}/webhook-endpoints/${endpoint.id}/rotate`;
    expect((await tenant.call('POST', path, { secret })).status).toBe(200);
    const guarded = await renamed(three!, 'Guarded');
    expect(await deliver(endpoint.url, guarded)).toMatchObject({ status: 401 });
    expect(await deliver(endpoint.url, guarded, mailchimpSignature(guarded, secret))).toMatchObject({ status: 200 });
    await eventually(
      () => nameOf(three!),
      (name) => name === 'Guarded',
    );

    const events = JSON.stringify([
      { event: 'hard_bounce', _id: 'a', ts: 1 },
      { event: 'open', _id: 'b', ts: 2 },
    ]);
    const form = new URLSearchParams({ mandrill_events: events }).toString();
    const mandrill = mandrillSignature(events, platform, MANDRILL_KEY);
    expect(await deliver(platform, form, { ...mandrill, ...mailchimpSignature(form, MAILCHIMP_SECRET) })).toMatchObject(
      {
        status: 401,
      },
    );
    expect(await deliver(platform, form, mandrill)).toMatchObject({ status: 200, body: { duplicate: false } });
    expect(await deliver(platform, form, mandrill)).toMatchObject({ status: 200, body: { duplicate: true } });
    expect(
      await query(
        world.database.adminUrl,
        `SELECT type, status FROM webhook_events WHERE dedupe_key IN ('hard_bounce|a|1', 'open|b|2') ORDER BY type`,
      ),
    ).toEqual([
      { type: 'hard_bounce', status: 'ignored' },
      { type: 'open', status: 'ignored' },
    ]);
  });

  it('sets up a webhook for each audience, and takes them down with the connection', async () => {
    const id = await connect();
    const atProvider = async () =>
      (await control<{ account: string; listId: string; sources: object }[]>('GET', '/webhook-endpoints')).filter(
        (endpoint) => endpoint.account === account.id,
      );
    const { body } = await tenant.call('POST', `/integrations/${id}/webhook-endpoints`, { register: true });
    expect(body).toMatchObject({ registered: true, activeSecrets: account.lists.length });
    expect((await atProvider()).map(({ listId }) => listId).sort()).toEqual([...account.lists].sort());
    expect((await atProvider())[0]!.sources).toEqual({ user: true, admin: true, api: false });
    await tenant.syncAndWait(id, 'contacts');
    await later();
    const [contact] = await contacts(account.lists[2]!);
    await on('update', { stream: 'contacts', id: contact!.id, patch: { merge_fields: { FNAME: 'Told' } } });
    await eventually(
      async () => ((await record(id, 'contacts', contact!.id)).raw.merge_fields as { FNAME: string }).FNAME,
      (name) => name === 'Told',
    );
    expect((await tenant.call('DELETE', `/integrations/${id}`)).status).toBe(204);
    expect(await atProvider()).toEqual([]);
  });

  it.each([
    ['the throttle in front of the API', { kind: 'forbiddenHtml', times: 1 }],
    ['a page that comes twice', { kind: 'duplicatePage', times: 1, after: 1 }],
    ['half a page', { kind: 'truncated', times: 2 }],
    ['garbage', { kind: 'garbage', times: 2 }],
  ])('gets over %s', async (_name, fault) => {
    const id = await connect();
    const path = `/3.0/lists/${account.lists[0]}/members`;
    await control('POST', '/faults', { path, account: account.id, ...fault });
    expect(await tenant.syncAndWait(id, 'contacts')).toMatchObject({ status: 'succeeded' });
    expect(await unlike(id, ['contacts'])).toEqual({});
  });

  it('sends no token to a host that is not of Mailchimp', async () => {
    await control('POST', '/oauth', { account: account.id });
    await control('POST', '/metadata', { account: account.id, apiEndpoint: 'http://169.254.169.254' });
    const begun = await beginConsent(tenant, 'mailchimp');
    const { status, body } = await openCallback(await openAuthorizeUrl(begun), begun.cookie);
    expect([status, body]).toMatchObject([502, { code: 'provider_unavailable' }]);
    expect((await tenant.call('GET', '/integrations')).body).toMatchObject({ data: [] });
  });

  async function open(): Promise<number> {
    const [row] = await query<{ n: number }>(
      world.database.adminUrl,
      `SELECT count(*)::int AS n FROM webhook_events WHERE status IN ('received', 'processing')`,
    );
    return row!.n;
  }
});
