import { beforeEach, describe, expect, it } from '@jest/globals';
import type { MailchimpObject } from '../mailchimp.stream.js';
import { MailchimpRig, NOW } from '../testing/mailchimp.rig.js';

const EMAIL = 'urist.mcvankab@freddiesjokes.com';
const COMPLIANCE = 'Member In Compliance State';
const FORGOTTEN = 'Forgotten Email Not Subscribed';
const INVALID = 'Invalid Resource';

let rig: MailchimpRig;
beforeEach(() => {
  rig = new MailchimpRig();
});

const violations = async (): Promise<number> => Number((await rig.control('GET', 'consent-violations')).count);

/** What a write came to: the title of the refusal, or the state that the contact then has. */
async function outcome(method: string, path: string, body: unknown, email = EMAIL): Promise<string> {
  const { status, json } = await rig.call(method, path, body);
  return status < 300 ? rig.stateOf(email) : String(json.title);
}

const PUT_IF_NEW = { email_address: EMAIL, status_if_new: 'subscribed' };

describe('a write to a member', () => {
  /** By the state: PUT without status, PATCH subscribed, PATCH pending, PATCH unsubscribed; the second's violations. */
  it.each([
    ['gone', 'subscribed', 'Resource Not Found', 'Resource Not Found', 'Resource Not Found', 0],
    ['subscribed', 'subscribed', 'subscribed', 'pending', 'unsubscribed', 0],
    ['pending', 'pending', 'subscribed', 'pending', 'unsubscribed', 0],
    ['transactional', 'transactional', 'subscribed', 'pending', 'unsubscribed', 0],
    ['unsubscribed', 'unsubscribed', COMPLIANCE, 'pending', 'unsubscribed', 0],
    ['unsubscribed by an admin', 'unsubscribed', 'subscribed', 'pending', 'unsubscribed', 1],
    ['complained', 'unsubscribed', COMPLIANCE, COMPLIANCE, 'unsubscribed', 0],
    ['cleaned', 'cleaned', COMPLIANCE, 'pending', 'unsubscribed', 0],
    ['archived', 'archived', 'subscribed', 'pending', 'unsubscribed', 1],
    ['forgotten', FORGOTTEN, 'Resource Not Found', 'Resource Not Found', 'Resource Not Found', 0],
  ])('finds it %s', async (state, put, subscribed, pending, unsubscribed, expected) => {
    const path = rig.member(EMAIL);
    const after = async (method: string, body: unknown): Promise<string> => {
      rig = new MailchimpRig();
      await rig.contactIn(state, EMAIL);
      return outcome(method, path, body);
    };
    expect(await after('PUT', PUT_IF_NEW)).toBe(put);
    expect(await violations()).toBe(0);
    expect(await after('PATCH', { status: 'pending' })).toBe(pending);
    expect(await after('PATCH', { status: 'unsubscribed' })).toBe(unsubscribed);
    expect(await after('PATCH', { status: 'subscribed' })).toBe(subscribed);
    expect(await violations()).toBe(expected);
  });

  it('tells who had left, also when it was asked again but did not answer', async () => {
    await rig.contactIn('cleaned', EMAIL);
    await rig.call('PATCH', rig.member(EMAIL), { status: 'pending' });
    await rig.call('PATCH', rig.member(EMAIL), { status: 'subscribed' });
    const { violations: found } = await rig.control('GET', 'accounts/acc/consent-violations');
    expect(found).toEqual([expect.objectContaining({ email: EMAIL, listId: rig.lists[0], left: 'cleaned' })]);
    await rig.control('DELETE', 'consent-violations');
    expect(await violations()).toBe(0);
  });

  it('tells it of contacts that were there from the beginning, too', async () => {
    const { json } = await rig.call('GET', `/lists/${rig.lists[0]}/members?status=archived&count=1`);
    const { email_address: email } = (json.members as { email_address: string }[])[0]!;
    expect(await outcome('PATCH', rig.member(email), { status: 'subscribed' }, email)).toBe('subscribed');
    expect(await violations()).toBe(1);
  });

  it('does not find who unsubscribed free to be subscribed because of being archived since', async () => {
    await rig.contactIn('unsubscribed', EMAIL);
    await rig.call('DELETE', rig.member(EMAIL));
    expect(await outcome('PATCH', rig.member(EMAIL), { status: 'subscribed' })).toBe(COMPLIANCE);
    const { refused } = await rig.control('GET', 'consent-violations');
    expect(refused).toEqual([expect.objectContaining({ left: 'unsubscribed' })]);
  });

  it('tells it of an address that its contact moved away from', async () => {
    await rig.contactIn('unsubscribed', EMAIL);
    await rig.call('PATCH', rig.member(EMAIL), { email_address: 'moved@example.net' });
    expect(await outcome('PUT', rig.member(EMAIL), PUT_IF_NEW)).toBe('subscribed');
    expect(await violations()).toBe(1);
  });

  it('leaves nothing to tell once the person confirms, or comes back by the form', async () => {
    await rig.contactIn('unsubscribed', EMAIL);
    await rig.call('PATCH', rig.member(EMAIL), { status: 'pending' });
    await rig.person('confirm', EMAIL);
    expect(await rig.stateOf(EMAIL)).toBe('subscribed');
    await expect(rig.person('confirm', EMAIL)).rejects.toThrow('was not asked');
    await rig.contactIn('forgotten', EMAIL);
    await rig.person('subscribe', EMAIL);
    expect(await outcome('PUT', rig.member(EMAIL), { ...PUT_IF_NEW, status: 'subscribed' })).toBe('subscribed');
    expect(await violations()).toBe(0);
  });

  it('that was refused for consent is told apart', async () => {
    await rig.contactIn('unsubscribed', EMAIL);
    await rig.call('PUT', rig.member(EMAIL), { ...PUT_IF_NEW, status: 'subscribed' });
    const { count, refused } = await rig.control('GET', 'consent-violations');
    expect([count, refused]).toEqual([0, [expect.objectContaining({ left: 'unsubscribed' })]]);
  });

  it('can come too late: the person acts right after the contact was read', async () => {
    await rig.contactIn('transactional', EMAIL);
    await rig.person('unsubscribe', EMAIL, { after: 'read' });
    expect(await rig.stateOf(EMAIL)).toBe('transactional');
    expect(await outcome('PATCH', rig.member(EMAIL), { status: 'subscribed' })).toBe(COMPLIANCE);
    const other = 'other@example.net';
    await rig.person('subscribe', other, { after: 'read' });
    expect([await rig.stateOf(other), await rig.stateOf(other)]).toEqual(['gone', 'subscribed']);
  });

  it.each([
    [true, 2],
    [false, 1],
  ])('is told to webhooks that ask for the API (%s)', async (api, expected) => {
    await rig.control('POST', 'webhooks', { paused: true });
    const sources = { user: true, admin: true, api };
    await rig.control('POST', 'webhook-endpoints', { account: 'acc', url: 'http://127.0.0.1:1/', sources });
    await rig.call('PUT', rig.member(EMAIL), PUT_IF_NEW);
    await rig.person('unsubscribe', EMAIL);
    expect((await rig.control('GET', 'webhooks')).pending).toBe(expected);
  });

  it('can find an archived contact a new one, or an administrator obeyed, where the habits say so', async () => {
    await rig.control('POST', 'members', { archivedIsNew: true, subscribesAfterAdmin: false });
    await rig.contactIn('archived', EMAIL);
    expect(await outcome('PUT', rig.member(EMAIL), PUT_IF_NEW)).toBe('subscribed');
    expect(await violations()).toBe(1);
    const other = 'other@example.net';
    await rig.contactIn('unsubscribed by an admin', other);
    expect(await outcome('PATCH', rig.member(other), { status: 'subscribed' }, other)).toBe(COMPLIANCE);
    await expect(rig.control('POST', 'members', { archivedIsOld: true })).rejects.toThrow('unknown habit');
  });

  it.each([
    ['PUT', { ...PUT_IF_NEW, status_if_new: 'archived' }],
    ['PUT', { email_address: EMAIL }],
    ['PUT', { ...PUT_IF_NEW, email_address: 'nowhere' }],
  ])('by %s of %j is refused', async (method, body) => {
    expect(await outcome(method, rig.member(EMAIL), body)).toBe(INVALID);
  });

  it('keeps the time of the agreement, and no reason that a program invents', async () => {
    const timestamp_opt = '2026-03-01T10:00:00+00:00';
    const made = await rig.call('PUT', rig.member(EMAIL), { ...PUT_IF_NEW, timestamp_opt });
    expect(made.json).toMatchObject({ timestamp_opt });
    const left = { status: 'unsubscribed', unsubscribe_reason: 'bored' };
    const { json } = await rig.call('PATCH', rig.member(EMAIL), left);
    expect(json.unsubscribe_reason).toBe('N/A (Unsubscribed by an admin)');
  });

  it('moves an address, but not onto one that is taken or forgotten', async () => {
    await rig.contactIn('subscribed', EMAIL);
    await rig.contactIn('unsubscribed', 'taken@example.net');
    await rig.contactIn('forgotten', 'forgotten@example.net');
    const move = (email_address: string) => outcome('PATCH', rig.member(EMAIL), { email_address }, email_address);
    expect(await move('taken@example.net')).toBe('Member Exists');
    expect(await move('forgotten@example.net')).toBe(FORGOTTEN);
    expect(await move('moved@example.net')).toBe('subscribed');
    expect(await rig.stateOf(EMAIL)).toBe('gone');
  });
});

describe('a batch of members', () => {
  const batch = async (members: unknown[], more: MailchimpObject = {}) =>
    rig.call('POST', `/lists/${rig.lists[0]}`, { members, update_existing: false, ...more });
  const member = (email_address: string) => ({ email_address, status: 'subscribed' });

  it('fails member by member inside a 200', async () => {
    await rig.contactIn('unsubscribed', EMAIL);
    await rig.contactIn('forgotten', 'forgotten@example.net');
    const { status, json } = await batch([EMAIL, 'forgotten@example.net', 'new@example.net'].map(member));
    const codes = (json.errors as MailchimpObject[]).map(({ error_code }) => error_code);
    expect([status, codes, json.total_created]).toEqual([200, ['ERROR_CONTACT_EXISTS', 'ERROR_GENERIC'], 1]);
    expect(await rig.stateOf(EMAIL)).toBe('unsubscribed');
  });

  it('subscribes an archived contact when it may update, which is told', async () => {
    await rig.contactIn('archived', EMAIL);
    await batch([member(EMAIL)], { update_existing: true });
    expect([await rig.stateOf(EMAIL), await violations()]).toEqual(['subscribed', 1]);
  });

  it('has five hundred at most', async () => {
    const many = Array.from({ length: 501 }, (_, at) => member(`many.${at}@example.net`));
    expect((await batch(many)).json.title).toBe(INVALID);
    expect((await batch(many.slice(1))).json.total_created).toBe(500);
  });
});

describe('an audience that asks for a confirmation', () => {
  it('is still entered by a program that says so, which is told', async () => {
    const path = rig.member(EMAIL, rig.lists[1]);
    const merge_fields = { FNAME: 'Urist' };
    await rig.call('PUT', path, { ...PUT_IF_NEW, merge_fields });
    expect((await rig.control('GET', 'consent-violations')).unconfirmed).toHaveLength(1);
  });

  it('sends a mail to who is pending, and lets the person in who confirms', async () => {
    const [, list] = rig.lists;
    await rig.control('POST', 'accounts/acc/update', { stream: 'audiences', id: list, patch: { has_welcome: true } });
    const merge_fields = { FNAME: 'Urist' };
    await rig.call('PUT', rig.member(EMAIL, list), { ...PUT_IF_NEW, status_if_new: 'pending', merge_fields });
    const sent = async () =>
      ((await rig.control('GET', 'accounts/acc/mails')).mails as MailchimpObject[]).map((mail) => mail.kind);
    expect(await sent()).toEqual(['confirmation']);
    await rig.person('confirm', EMAIL, { listId: list });
    expect([await rig.stateOf(EMAIL, list), await sent()]).toEqual(['subscribed', ['confirmation', 'welcome']]);
    expect(await rig.control('GET', 'consent-violations')).toMatchObject({ count: 0, unconfirmed: [] });
  });
});

describe('merge fields', () => {
  it('that are required must be there, unless the request skips the check', async () => {
    const path = rig.member(EMAIL, rig.lists[1]);
    const refused = await rig.call('PUT', path, PUT_IF_NEW);
    expect(refused.json).toMatchObject({ status: 400, detail: 'Your merge fields were invalid.' });
    expect(refused.json.errors).toEqual([{ field: 'FNAME', message: 'Please enter a value' }]);
    expect((await rig.call('PUT', `${path}?skip_merge_validation=true`, PUT_IF_NEW)).status).toBe(200);
    expect((await rig.call('PATCH', path, { status: 'unsubscribed' })).status).toBe(200);
    expect((await rig.call('PUT', path, PUT_IF_NEW)).status).toBe(400);
  });

  it.each([
    ['birthday', '13-01', '12/24'],
    ['number', 'many', '12.5'],
    ['date', 'soon', '2026-12-24'],
    ['zip', '1', '12345'],
    ['url', 'nowhere', 'https://example.com/'],
    ['dropdown', 'Pit', 'Stalls'],
    ['address', { addr1: 'Main Street' }, { addr1: 'Main Street', city: 'Austin', state: 'TX', zip: '78701' }],
  ])('of the type %s are checked', async (type, bad, good) => {
    const field = { name: 'Ours', tag: 'ours', type, options: { choices: ['Stalls'] } };
    const made = await rig.call('POST', `/lists/${rig.lists[0]}/merge-fields`, field);
    expect(made.json).toMatchObject({ tag: 'OURS', type, required: false });
    const write = (value: unknown) =>
      rig.call('PUT', rig.member(EMAIL), { ...PUT_IF_NEW, merge_fields: { OURS: value, UNKNOWN: 'x' } });
    expect((await write(bad)).json.errors).toEqual([expect.objectContaining({ field: 'OURS' })]);
    const { json } = await write(good);
    expect(json.merge_fields).toMatchObject({ OURS: good });
    expect(json.merge_fields).not.toHaveProperty('UNKNOWN');
  });

  it('appear in all contacts and cannot be made twice', async () => {
    const path = `/lists/${rig.lists[0]}/merge-fields`;
    const field = { name: 'Seat', tag: 'SEAT', type: 'text' };
    const { json } = await rig.call('POST', path, field);
    expect((await rig.call('POST', path, field)).json.detail).toContain('already exists');
    expect((await rig.call('POST', path, { ...field, type: 'colour' })).json.title).toBe(INVALID);
    expect((await rig.call('POST', path, { ...field, tag: 'MUCH_TOO_LONG' })).json.title).toBe(INVALID);
    const { json: page } = await rig.call('GET', `/lists/${rig.lists[0]}/members?count=1`);
    expect((page.members as MailchimpObject[])[0]!.merge_fields).toHaveProperty('SEAT', '');
    const required = await rig.call('PATCH', `${path}/${String(json.merge_id)}`, { required: true });
    expect(required.json).toMatchObject({ tag: 'SEAT', required: true });
    expect((await rig.call('PUT', rig.member(EMAIL), PUT_IF_NEW)).status).toBe(400);
  });
});

describe('tags', () => {
  const tag = (is_syncing: boolean) =>
    rig.call('POST', `${rig.member(EMAIL)}/tags`, { tags: [{ name: 'hub:jazz', status: 'active' }], is_syncing });
  const carried = async () => (await rig.call('GET', rig.member(EMAIL))).json.tags_count;

  it('change some time after the request', async () => {
    await rig.contactIn('subscribed', EMAIL);
    await rig.control('POST', 'members', { tagDelayMs: 5_000 });
    expect((await tag(true)).status).toBe(204);
    expect(await carried()).toBe(0);
    await rig.control('POST', 'clock', { freezeAt: NOW + 5 });
    expect(await carried()).toBe(1);
    expect((await rig.control('GET', 'accounts/acc/mails')).mails).toEqual([]);
  });

  it('set off automations unless they are only synced', async () => {
    await rig.contactIn('subscribed', EMAIL);
    await tag(false);
    const { mails } = await rig.control('GET', 'accounts/acc/mails');
    expect([await carried(), mails]).toEqual([1, [expect.objectContaining({ kind: 'automation', email: EMAIL })]]);
  });
});

it('the sandbox tells what was written, by the hash of the address', async () => {
  await rig.contactIn('subscribed', EMAIL);
  const { lines } = await rig.control('GET', 'accounts/acc/references');
  expect(lines).toEqual([
    expect.objectContaining({ reference: '62eeb292278cc15f5817cb78f7790b08', stream: 'contacts' }),
  ]);
  expect((await rig.control('GET', 'accounts/acc/references/ffff')).lines).toEqual([]);
});

it('a throttle refuses without JSON what comes too fast', async () => {
  await rig.control('POST', 'limits', { perSecond: 2, connections: 5 });
  const answers = await Promise.all(Array.from({ length: 4 }, () => rig.call('GET', '/ping')));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 403, 403]);
  expect(answers[3]!.json).toEqual({});
});
