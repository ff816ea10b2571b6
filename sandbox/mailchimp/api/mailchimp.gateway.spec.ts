import { beforeEach, describe, expect, it } from '@jest/globals';
import { MailchimpControl } from '../control/mailchimp.control.js';
import { keyOf, type MailchimpObject, type StreamName } from '../mailchimp.stream.js';
import { MailchimpWorld } from '../mailchimp.world.js';
import { MailchimpGateway } from './mailchimp.gateway.js';

type Answer = Record<string, unknown> & { total_items: number };

let world: MailchimpWorld;
let gateway: MailchimpGateway;
let control: MailchimpControl;
let key: string;

beforeEach(() => {
  world = new MailchimpWorld();
  world.clock.set({ freezeAt: 1_795_000_000 });
  gateway = new MailchimpGateway(world);
  control = new MailchimpControl(world);
  key = world.createAccount({ id: 'acc', seed: 3, scale: 600 }).apiKey;
});

const account = () => world.accounts.get('acc')!;
const listId = () => [...account().audiences.keys()][0]!;

async function ask(path: string, query = '', { method = 'GET', body = '', authorization = `Bearer ${key}` } = {}) {
  const request = { method, path: `/3.0${path}`, query, headers: authorization ? { authorization } : {}, body };
  const reply = await gateway.handle(request);
  return { ...reply, json: (reply.body ? JSON.parse(reply.body) : null) as Answer };
}

async function command(path: string, body: Record<string, unknown>) {
  const headers = {};
  const reply = await control.handle({
    method: 'POST',
    path: `/_control/${path}`,
    query: '',
    headers,
    body: JSON.stringify(body),
  });
  const answer = JSON.parse(reply.body) as Record<string, unknown>;
  if (reply.status !== 200) throw new Error(String(answer.error));
  return answer;
}

async function everything(path: string, field: string, query = '', count = 37): Promise<MailchimpObject[]> {
  const found: MailchimpObject[] = [];
  for (let offset = 0; ; offset += count) {
    const paging = `count=${count}&offset=${offset}&exclude_fields=${field}._links`;
    const { json } = await ask(path, `${paging}${query && `&${query}`}`);
    found.push(...(json[field] as MailchimpObject[]));
    if (offset + count < json.total_items) continue;
    expect(found).toHaveLength(json.total_items);
    return found;
  }
}

async function audienceContacts(list: string): Promise<MailchimpObject[]> {
  const found: MailchimpObject[] = [];
  for (let cursor = ''; ;) {
    const query = `count=37&cursor=${cursor}&exclude_fields=_links,contacts._links`;
    const { json } = await ask(`/audiences/${list}/contacts`, query);
    found.push(...(json.contacts as MailchimpObject[]));
    if (typeof json.next_cursor !== 'string') return found;
    cursor = json.next_cursor;
  }
}

/** Every list of every parent, read page by page. */
async function readAll(): Promise<Map<string, MailchimpObject>> {
  const all = new Map<string, MailchimpObject>();
  const put = (stream: StreamName, parent: string | null, objects: MailchimpObject[]): void => {
    for (const object of objects) {
      const name = `${stream} ${parent === null ? '' : `${parent}:`}${keyOf(stream, object)}`;
      expect(all.has(name)).toBe(false);
      all.set(name, object);
    }
  };
  put('audiences', null, await everything('/lists', 'lists'));
  for (const id of account().audiences.keys()) {
    put('contacts', id, await everything(`/lists/${id}/members`, 'members', 'sort_field=last_changed'));
    put('contacts', id, await everything(`/lists/${id}/members`, 'members', 'status=archived'));
    put(
      'contacts',
      id,
      (await audienceContacts(id)).filter((contact) => !contact.email_channel),
    );
    put('segments', id, await everything(`/lists/${id}/segments`, 'segments'));
    put('merge_fields', id, await everything(`/lists/${id}/merge-fields`, 'merge_fields'));
    const categories = `/lists/${id}/interest-categories`;
    for (const { id: category } of await everything(categories, 'categories')) {
      put('interests', id, await everything(`${categories}/${String(category)}/interests`, 'interests'));
    }
  }
  put('campaigns', null, await everything('/campaigns', 'campaigns'));
  const reports = await everything('/reports', 'reports');
  put('campaign_reports', null, reports);
  for (const { id } of reports) {
    const recipients = await everything(`/reports/${String(id)}/email-activity`, 'emails');
    const active = recipients.filter(({ activity }) => (activity as object[]).length > 0);
    expect(active.length).toBeLessThan(recipients.length);
    put('email_activity', String(id), active);
    put('unsubscribes', String(id), await everything(`/reports/${String(id)}/unsubscribed`, 'unsubscribes'));
  }
  put('stores', null, await everything('/ecommerce/stores', 'stores'));
  for (const id of account().stores.keys()) {
    for (const stream of ['customers', 'orders', 'products'] as const) {
      put(stream, id, await everything(`/ecommerce/stores/${id}/${stream}`, stream));
    }
  }
  return all;
}

async function truth(): Promise<Map<string, MailchimpObject>> {
  const all = new Map<string, MailchimpObject>();
  for (const stream of Object.keys(account().counts())) {
    const path = `/_control/accounts/acc/objects/${stream}`;
    const reply = await control.handle({ method: 'GET', path, query: '', headers: {}, body: '' });
    for (const line of [...reply.stream!].join('').split('\n').filter(Boolean)) {
      const { id, object } = JSON.parse(line) as { id: string; object: MailchimpObject };
      all.set(`${stream} ${id}`, object);
    }
  }
  return all;
}

describe('MailchimpGateway', () => {
  it('shows every object exactly once, before and after changes', async () => {
    expect(await readAll()).toEqual(await truth());
    await command('accounts/acc/mutate', { updates: 300, deletes: 60, creates: 60, seed: 5 });
    expect(await readAll()).toEqual(await truth());
  });

  it('sorts and filters contacts by time without leaving any out', async () => {
    await command('accounts/acc/mutate', { updates: 100, streams: ['contacts'], seed: 1 });
    const path = `/lists/${listId()}/members`;
    const times = (contacts: MailchimpObject[]) => contacts.map((contact) => String(contact.last_changed));
    const ascending = times(await everything(path, 'members', 'sort_field=last_changed&sort_dir=ASC'));
    expect(ascending).toEqual([...ascending].sort());
    const falling = times(await everything(path, 'members', 'sort_field=last_changed&sort_dir=DESC'));
    expect(falling).toEqual([...ascending].reverse());
    const [since, before] = [ascending[40]!, ascending[200]!];
    const inside = ascending.filter((time) => time > since && time < before);
    const window = `since_last_changed=${encodeURIComponent(since)}&before_last_changed=${encodeURIComponent(before)}`;
    expect(times(await everything(path, 'members', `${window}&sort_field=last_changed`))).toEqual(inside);
    expect(times(await everything(path, 'members', window)).sort()).toEqual(inside);
    const html = await everything(path, 'members', `${window}&email_type=html&sort_field=timestamp_opt`);
    const text = await everything(path, 'members', `${window}&email_type=text`);
    expect(html.length + text.length).toBe(inside.length);
    expect(html.length).toBeGreaterThan(0);
    // A client that forgets to encode the plus sign sends a space.
    const { json } = await ask(path, `since_last_changed=${since}&before_last_changed=${before}`);
    expect(json.total_items).toBe(inside.length);
  });

  it('excludes both ends of a window, and shows the newest campaign first', async () => {
    const all = await everything('/campaigns', 'campaigns');
    const times = all.map((campaign) => String(campaign.create_time));
    expect(times).toEqual([...times].sort().reverse());
    const [before, since] = [times[2]!, times[6]!];
    const window = `since_create_time=${encodeURIComponent(since)}&before_create_time=${encodeURIComponent(before)}`;
    const inside = times.filter((time) => time > since && time < before);
    expect((await everything('/campaigns', 'campaigns', window)).map((campaign) => campaign.create_time)).toEqual(
      inside,
    );
    const sent = await everything('/campaigns', 'campaigns', `status=sent&list_id=${listId()}`);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThan(all.length);
  });

  it('leaves out archived contacts unless they are asked for', async () => {
    const path = `/lists/${listId()}/members`;
    const shownContacts = await everything(path, 'members');
    const archived = await everything(path, 'members', 'status=archived');
    expect(shownContacts.some(({ status }) => status === 'archived')).toBe(false);
    expect(archived.length).toBeGreaterThan(0);
    expect(shownContacts.length + archived.length).toBe(account().audiences.get(listId())!.contacts.liveCount);
  });

  it('gives a moved address a new hash, and keeps the contact id', async () => {
    const { json } = await ask(`/lists/${listId()}/members`, 'count=1');
    const [contact] = json.members as Record<string, string>[];
    const name = `${listId()}:${contact!.id}`;
    const moved = { stream: 'contacts', id: name, patch: { email_address: 'Moved@Example.net' } };
    const answer = await command('accounts/acc/update', moved);
    expect((answer.events as { type: string }[]).map(({ type }) => type)).toEqual(['upemail']);
    expect((await ask(`/lists/${listId()}/members/${contact!.id}`)).status).toBe(404);
    const found = await ask(`/lists/${listId()}/members/${contact!.contact_id}`);
    expect(found.json).toMatchObject({ id: String(answer.id).split(':')[1], email_address: 'Moved@Example.net' });
    expect(String(found.json.last_changed) > contact!.last_changed!).toBe(true);
  });

  it('forgets for good: silently by the API, told by the pages', async () => {
    const path = `/lists/${listId()}/members`;
    const first = await ask(path, 'count=2');
    const [one, other] = first.json.members as Record<string, string>[];
    const gone = await ask(`${path}/${one!.id}/actions/delete-permanent`, '', { method: 'POST' });
    expect([gone.status, gone.body]).toEqual([204, '']);
    expect((await ask(path)).json.total_items).toBe(first.json.total_items - 1);
    const body = JSON.stringify({ email_address: one!.email_address, status_if_new: 'subscribed' });
    const again = await ask(`${path}/${one!.id}`, '', { method: 'PUT', body });
    expect([again.status, again.json.title]).toEqual([400, 'Forgotten Email Not Subscribed']);
    const told = await command('accounts/acc/delete', { stream: 'contacts', id: `${listId()}:${other!.id}` });
    expect(told.events).toMatchObject([
      { type: 'unsubscribe', data: { action: 'delete', email: other!.email_address } },
    ]);
  });

  it('refuses in the words of problem+json', async () => {
    const refused = await ask('/lists', '', {
      authorization: `Basic ${Buffer.from('any:wrong-us1').toString('base64')}`,
    });
    expect(refused.headers['Content-Type']).toContain('application/problem+json');
    expect(refused.json).toMatchObject({ status: 401, title: 'API Key Invalid', instance: expect.any(String) });
    expect((await ask('/lists', '', { authorization: '' })).json.title).toBe('API Key Missing');
    const basic = `Basic ${Buffer.from(`any:${key.replace('us19', 'us7')}`).toString('base64')}`;
    expect((await ask('/lists', '', { authorization: basic })).status).toBe(200);
    expect((await ask('/nothing')).json.title).toBe('Resource Not Found');
    expect((await ask('/lists', '', { method: 'DELETE' })).headers.Allow).toBe('GET');
    for (const query of ['count=1001', 'count=x', 'status=gone', 'since_last_changed=soon', 'sort_field=id']) {
      expect((await ask(`/lists/${listId()}/members`, query)).json).toMatchObject({
        status: 400,
        title: 'Invalid Resource',
      });
    }
  });

  it('runs ten requests of an account at a time', async () => {
    world.latency.set(20);
    const statuses = await Promise.all(Array.from({ length: 13 }, async () => (await ask('/ping')).status));
    expect(statuses.filter((status) => status === 429)).toHaveLength(3);
    expect((await ask('/ping')).status).toBe(200);
  });

  it('counts what was asked for with the key of another account', async () => {
    const foreign = world.createAccount({ id: 'other', scale: 20 });
    expect((await ask(`/lists/${[...foreign.audiences.keys()][0]}`)).status).toBe(404);
    expect((await ask('/lists/0000000000')).status).toBe(404);
    expect(world.mismatches).toBe(1);
  });

  it('tells half of the random deletions, and repeats itself by the seed', async () => {
    const plan = { deletes: 40, streams: ['contacts'], seed: 2 };
    const { deleted, events } = await command('accounts/acc/mutate', plan);
    expect(deleted).toHaveLength(40);
    expect(events).toBeGreaterThan(5);
    expect(events).toBeLessThan(35);
    world.createAccount({ id: 'acc', seed: 3, scale: 600 });
    expect(await command('accounts/acc/mutate', plan)).toMatchObject({ deleted, events });
  });
});
