import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseForm } from '../common/form.parser.js';
import { MailchimpSandbox } from './mailchimp.sandbox.js';
import { mandrillSignature } from './webhooks/webhook.signature.js';

interface Delivery {
  method: string;
  headers: IncomingHttpHeaders;
  body: string;
}

interface Account {
  id: string;
  credentials: { apiKey: string };
  lists: string[];
}

/** A receiver that hands out what it gets, in order. */
class Receiver {
  status = 200;
  url = '';
  readonly server: Server;
  private readonly got: Delivery[] = [];
  private readonly waiting: ((delivery: Delivery) => void)[] = [];

  constructor() {
    this.server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        response.writeHead(this.status).end();
        const body = Buffer.concat(chunks).toString();
        const delivery = { method: request.method!, headers: request.headers, body };
        const taker = this.waiting.shift();
        if (taker) taker(delivery);
        else this.got.push(delivery);
      });
    });
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook?c=1`;
  }

  next(): Promise<Delivery> {
    const delivery = this.got.shift();
    return delivery ? Promise.resolve(delivery) : new Promise((resolve) => this.waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

let sandbox: MailchimpSandbox;
let receiver: Receiver;
let base: string;
let account: Account;

beforeEach(async () => {
  sandbox = new MailchimpSandbox();
  receiver = new Receiver();
  [base] = await Promise.all([sandbox.listen(0), receiver.open()]);
  account = await send<Account>('POST', '/_control/accounts', { id: 'acc', seed: 1, scale: 60 });
});

afterEach(async () => {
  await sandbox?.close();
  await receiver?.close();
});

async function send<T>(method: string, path: string, body?: unknown): Promise<T> {
  const authorization = account ? `Bearer ${account.credentials.apiKey}` : '';
  const response = await fetch(base + path, { method, headers: { authorization }, body: JSON.stringify(body) ?? null });
  return (await response.json()) as T;
}

const addContact = (stream = 'contacts') => send<{ id: string }>('POST', '/_control/accounts/acc/create', { stream });

describe('MailchimpSandbox', () => {
  it('asks a URL before it makes a webhook, and shows the secret once', async () => {
    const path = `/3.0/lists/${account.lists[0]}/webhooks`;
    receiver.status = 404;
    expect(await send('POST', path, { url: receiver.url })).toMatchObject({ status: 400, errors: [{ field: 'url' }] });
    expect((await receiver.next()).method).toBe('GET');
    receiver.status = 200;
    const made = await send<{ id: string; signing_secret: string }>('POST', path, { url: receiver.url });
    expect((await receiver.next()).method).toBe('GET');
    expect(made).toMatchObject({ signing_enabled: true, signing_secret: expect.any(String) });
    const { webhooks } = await send<{ webhooks: Record<string, unknown>[] }>('GET', path);
    expect(webhooks).toEqual([expect.objectContaining({ id: made.id, signing_enabled: true })]);
    expect(webhooks[0]).not.toHaveProperty('signing_secret');
  });

  it('delivers signed forms, but not the echo of the API where that is not wanted', async () => {
    const path = `/3.0/lists/${account.lists[0]}`;
    const sources = { user: true, admin: true, api: false };
    const { signing_secret } = await send<{ signing_secret: string }>('POST', `${path}/webhooks`, {
      url: receiver.url,
      events: { subscribe: true },
      sources,
    });
    expect((await receiver.next()).method).toBe('GET');
    await send('POST', `${path}/members`, { email_address: 'echo@example.net', status: 'subscribed' });
    const { id } = await addContact();
    const { headers, body } = await receiver.next();
    const [, time, signature] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-mailchimp-signature']))!;
    expect(createHmac('sha256', signing_secret).update(`${time}.${body}`).digest('hex')).toBe(signature);
    const form = parseForm(body) as { type: string; fired_at: string; data: Record<string, string> };
    expect(form).toMatchObject({ type: 'subscribe', data: { list_id: account.lists[0] } });
    expect(form.fired_at).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    const contact = await send<Record<string, string>>('GET', `${path}/members/${id.split(':')[1]}`);
    expect([contact.email_address, contact.unique_email_id]).toEqual([form.data.email, form.data.id]);
  });

  it('can do without a signature, as before 2026', async () => {
    await send('POST', '/_control/webhook-endpoints', { account: 'acc', url: receiver.url, form: 'unsigned' });
    await addContact();
    expect((await receiver.next()).headers).not.toHaveProperty('x-mailchimp-signature');
  });

  it("delivers Mandrill's events under Mandrill's signature", async () => {
    const endpoint = { account: 'acc', url: receiver.url, form: 'mandrill', key: 'mandrill-key', probe: true };
    expect(await send('POST', '/_control/webhook-endpoints', endpoint)).toMatchObject({ probe: 200 });
    expect((await receiver.next()).method).toBe('HEAD');
    expect(await send('POST', '/_control/accounts/acc/transactional', { events: 3 })).toMatchObject({ events: 3 });
    const { headers, body } = await receiver.next();
    const params = Object.fromEntries(new URLSearchParams(body));
    expect(headers['x-mandrill-signature']).toBe(mandrillSignature(receiver.url, params, 'mandrill-key'));
    expect(JSON.parse(params.mandrill_events!)).toHaveLength(3);
  });

  it('shows those with a phone number only in the list of the audience, and reports what becomes of them', async () => {
    const path = `/3.0/audiences/${account.lists[0]}/contacts`;
    const hook = {
      account: 'acc',
      url: receiver.url,
      events: { sms_subscribe: true, sms_unsubscribe: true, upsms: true },
    };
    await send('POST', '/_control/webhook-endpoints', hook);
    const object = { email_address: null, sms_phone_number: '+15125550100', contact_id: 'AB' };
    const { id } = await send<{ id: string }>('POST', '/_control/accounts/acc/create', { stream: 'contacts', object });
    expect(parseForm((await receiver.next()).body)).toMatchObject({
      type: 'sms_subscribe',
      data: { contact_id: 'AB' },
    });
    const found: { id: string; email_channel?: object }[] = [];
    for (let cursor = ''; ;) {
      const page = await send<{ contacts: typeof found; next_cursor?: string }>(
        'GET',
        `${path}?count=7&cursor=${cursor}`,
      );
      found.push(...page.contacts);
      if (!page.next_cursor) break;
      cursor = page.next_cursor;
    }
    const { counts } = await send<{ counts: Record<string, number> }>('POST', '/_control/accounts', {
      seed: 1,
      scale: 60,
    });
    expect(found.length).toBeLessThan(counts.contacts!);
    expect(found.filter(({ email_channel }) => !email_channel)).toContainEqual(expect.objectContaining({ id: 'AB' }));
    const patch = { email_address: 'written@example.net' };
    await send('POST', '/_control/accounts/acc/update', { stream: 'contacts', id, patch });
    expect(await send('GET', `/3.0/lists/${account.lists[0]}/members/ab`)).toMatchObject(patch);
    expect(await send('GET', `${path}/AB`)).toMatchObject({ email_channel: { email: 'written@example.net' } });
  });

  it('shows fifty tags of a contact, and all of them where they are asked for', async () => {
    const { id } = await addContact();
    const [list, hash] = id.split(':');
    const tags = Array.from({ length: 60 }, (_, at) => `tag ${at}`);
    await send('POST', '/_control/accounts/acc/update', { stream: 'contacts', id, patch: { tags } });
    const contact = await send<{ tags: object[] }>('GET', `/3.0/lists/${list}/members/${hash}`);
    expect(contact).toMatchObject({ tags_count: 60 });
    expect(contact.tags).toHaveLength(50);
    const all = await send<{ tags: object[] }>('GET', `/3.0/lists/${list}/members/${hash}/tags?count=1000`);
    expect(all.tags).toHaveLength(60);
  });

  it('takes too long for a page that is too heavy', async () => {
    await send('POST', '/_control/page-weight', { members: 500 });
    const path = `/3.0/lists/${account.lists[0]}/members`;
    expect(await send('GET', `${path}?count=501`)).toMatchObject({ status: 504 });
    expect(await send('GET', `${path}?count=500`)).toMatchObject({ list_id: account.lists[0] });
  });

  it('answers a control call with the object as the API then shows it', async () => {
    const { id, object } = await send<{ id: string; object: object }>('POST', '/_control/accounts/acc/create', {
      stream: 'orders',
    });
    const [store, order] = id.split(':');
    const path = `/3.0/ecommerce/stores/${store}/orders/${order}?exclude_fields=_links`;
    expect(await send('GET', path)).toEqual(object);
    expect(object).toMatchObject({ customer: { email_address: expect.any(String) } });
  });

  it('refuses revoked keys until they are restored', async () => {
    await send('POST', '/_control/tokens', { account: 'acc', revokeAccess: true });
    expect(await send('GET', '/3.0/lists')).toMatchObject({ status: 401, title: 'API Key Invalid' });
    await send('POST', '/_control/tokens', { account: 'acc', restoreAccess: true });
    expect(await send('GET', '/3.0/lists')).toMatchObject({ total_items: 3 });
  });

  it('cuts the answer off, or sends a page without JSON, where a fault says so', async () => {
    await send('POST', '/_control/faults', { kind: 'forbiddenHtml', times: 1 });
    const authorization = `Bearer ${account.credentials.apiKey}`;
    const throttled = await fetch(`${base}/3.0/lists`, { headers: { authorization } });
    expect([throttled.status, throttled.headers.get('content-type')]).toEqual([403, 'text/html']);
    await send('POST', '/_control/faults', { kind: 'truncated' });
    const cut = await fetch(`${base}/3.0/lists`, { headers: { authorization } });
    await expect(cut.text()).rejects.toThrow();
    expect((await fetch(`${base}/3.0/lists`, { headers: { authorization } })).status).toBe(200);
  });
});
