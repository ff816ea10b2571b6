import { describe, expect, it } from '@jest/globals';
import type { KnownObject, PushedItem, PushIntent } from '../../push.port.js';
import { CONSENTED, contact, HASH, intentOf, KEY, LIST, memberRead, rulesOf, shown } from '../testing/push.intents.js';
import { CONSENT_MATRIX, type Consent, type MemberState } from './mailchimp.consent.js';
import { MemberBuilder } from './mailchimp.member.push.js';
import { MailchimpPushRequests } from './mailchimp.push-requests.js';

const builder = new MemberBuilder(new MailchimpPushRequests());
const CALL = `/3.0/lists/${LIST}/members/${HASH}?skip_merge_validation=true`;
const ALL_OPTIONS = rulesOf({
  members: { doubleOptIn: true, confirm: true, askPending: true, addTransactional: true },
});

/** Later than the consent. */
const LEFT_AT = Date.parse(CONSENTED) + 1_000;

const build = (items: readonly PushedItem[], known: KnownObject | null = null, over: Partial<PushIntent> = {}) =>
  builder.build(intentOf('member', items, over), known, KEY);

/** `PUT …`, `PATCH …` with the body, or why there is none. */
async function said(...args: Parameters<typeof build>): Promise<unknown> {
  const built = await build(...args);
  if (built.kind === 'request') return shown(built.request);
  return built.kind === 'nothing' ? 'nothing' : `${built.kind} ${built.code}`;
}

describe('The request of a member', () => {
  it('is what the SDK would send, the same each time, and names no credentials', async () => {
    const built = [await build([contact()]), await build([contact()])];
    expect(built[1]).toEqual(built[0]);
    expect(built[0]).toMatchObject({
      kind: 'request',
      request: {
        kind: 'update',
        method: 'PUT',
        path: CALL,
        headers: { accept: 'application/json', 'content-type': 'application/json' },
      },
    });
    const { request } = built[0] as { request: { body: Buffer; headers: object } };
    expect(Object.keys(request.headers)).toHaveLength(2);
    expect(request.body.toString()).toBe(
      '{"email_address":"ada@example.org","status_if_new":"subscribed","timestamp_opt":"2026-03-01T10:00:00+00:00",' +
        '"merge_fields":{"FNAME":"Ada"}}',
    );
  });

  const every = (Object.keys(CONSENT_MATRIX) as Consent[]).flatMap((consent) =>
    (Object.keys(CONSENT_MATRIX.granted) as MemberState[]).map((state): [Consent, MemberState] => [consent, state]),
  );
  it.each(every)('subscribes no one who is known: consent %s, state %s', async (emailConsent, state) => {
    for (const rules of [rulesOf(), ALL_OPTIONS]) {
      const answer = await said([contact({ emailConsent })], memberRead(state), { rules });
      const body = (answer as { body?: Record<string, unknown> }).body ?? {};
      expect([undefined, 'pending', 'unsubscribed']).toContain(body.status);
      if (body.status === 'pending') expect(emailConsent).toBe('granted');
      if (memberRead(state)) expect(body).not.toHaveProperty('status_if_new');
      if (body.status_if_new === 'subscribed') expect(emailConsent).toBe('granted');
    }
  });

  it.each<[string, Partial<PushIntent>]>([
    ['the tenant wants it', { rules: rulesOf({ members: { doubleOptIn: true } }) }],
    ['the audience wants it', { facts: { doubleOptIn: true } }],
    ['nothing is known of the audience', { facts: undefined }],
    ['it was a member once', { wasThere: true }],
    ['an earlier address is not at hand', { earlier: [{ subject: 'x', externalId: null, wasThere: true }] }],
    ['an address of before was never looked for, and is there', { facts: { doubleOptIn: false, wasElsewhere: true } }],
    [
      'it was a member at a connection of before',
      { earlier: [{ subject: HASH, externalId: `${LIST}:${HASH}`, wasThere: true }] },
    ],
  ])('asks a new contact by mail if %s', async (_, over) => {
    const answer = await said([contact()], null, over);
    expect(answer).toMatchObject({ body: { status_if_new: 'pending' } });
    expect((answer as { body: object }).body).not.toHaveProperty('timestamp_opt');
  });

  it.each<[string, object, string, unknown]>([
    ['unknown', {}, 'absent', 'skipped consent'],
    ['granted', {}, 'archived', 'skipped consent'],
    ['granted', {}, 'of a kind that comes later', 'skipped consent'],
    ['revoked', {}, 'absent', 'nothing'],
    ['revoked', {}, 'unsubscribed', 'nothing'],
    ['revoked', {}, 'subscribed', { call: `PATCH ${CALL}`, body: { status: 'unsubscribed' } }],
    [
      'granted',
      {},
      'transactional',
      { call: `PATCH ${CALL}`, body: { status: 'pending', merge_fields: { FNAME: 'Ada' } } },
    ],
    [
      'unknown',
      {},
      'subscribed',
      { call: `PUT ${CALL}`, body: { email_address: 'ada@example.org', merge_fields: { FNAME: 'Ada' } } },
    ],
    ['unknown', { merge_fields: { FNAME: 'Ada', LNAME: 'L' } }, 'subscribed', 'nothing'],
  ])('consent %s, %j, %s', async (emailConsent, over, state, expected) => {
    expect(await said([contact({ emailConsent })], memberRead(state, over))).toEqual(expected);
  });

  it('is sent again if the state that it was built from comes back, and otherwise only if it says something else', async () => {
    const leave = await build([contact({ emailConsent: 'revoked' })], memberRead('subscribed'));
    const fields = await build([contact()], memberRead('subscribed'));
    expect([leave, fields].map((built) => built.kind === 'request' && built.request.content)).toEqual([KEY, undefined]);
  });

  it('is not asked by mail because it was a member of another audience at a connection of before', async () => {
    const earlier = [{ subject: HASH, externalId: `l0:${HASH}`, wasThere: true }];
    expect(await said([contact()], null, { earlier })).toMatchObject({ body: { status_if_new: 'subscribed' } });
  });

  it.each<[string, Partial<PushIntent>]>([
    ['was forgotten', { forgottenAt: Date.parse(CONSENTED) }],
    ['has left', { revokedAt: Date.parse(CONSENTED) }],
  ])('asks no one by mail who %s since', async (_, over) => {
    expect(await said([contact()], memberRead('transactional'), over)).toBe('skipped consent');
  });

  it.each<[string, Partial<PushIntent>, object, object]>([
    ['by a contact', { revokedByContactAt: LEFT_AT }, {}, { status: 'unsubscribed' }],
    ['at Mailchimp', {}, {}, { merge_fields: { FNAME: 'Ada' } }],
    [
      'by a contact, and has joined again',
      { revokedByContactAt: LEFT_AT },
      { timestamp_opt: '2026-03-01T10:00:02+00:00' },
      { merge_fields: { FNAME: 'Ada' } },
    ],
  ])('knows who has left by the address since the consent: %s', async (_, over, member, body) => {
    expect(await said([contact()], memberRead('subscribed', member), { revokedAt: LEFT_AT, ...over })).toMatchObject({
      body,
    });
  });

  it('waits without an audience', async () => {
    const rules = rulesOf({ members: { audience: 'l2' } });
    expect(await said([contact()], null, { settings: {} })).toBe('waiting account');
    expect(await said([contact()], null, { facts: { isAudienceGone: true } })).toBe('waiting account');
    expect(await said([contact()], null, { settings: {}, rules })).toMatchObject({
      call: CALL.replace(LIST, 'l2').replace('/3.0', 'PUT /3.0'),
    });
  });

  it('does not follow a change of the audience for a person who has left the one before', async () => {
    const before = (state: string) => said([contact()], memberRead(state, {}, 'l0'));
    expect(await before('unsubscribed')).toBe('skipped consent');
    expect(await before('subscribed')).toMatchObject({ body: { status_if_new: 'subscribed' } });
    expect(await said([contact({ emailConsent: 'revoked' })], memberRead('subscribed', {}, 'l0'))).toEqual({
      call: `PATCH ${CALL.replace(LIST, 'l0')}`,
      body: { status: 'unsubscribed' },
    });
  });
});

describe('A contact that is deleted', () => {
  const path = `/3.0/lists/${LIST}/members/${HASH}`;

  it.each([
    ['subscribed', { call: `DELETE ${path}`, body: null }],
    ['unsubscribed', { call: `DELETE ${path}`, body: null }],
    ['pending', { call: `PATCH ${CALL}`, body: { status: 'unsubscribed' } }],
    ['archived', 'nothing'],
    ['cleaned', 'nothing'],
    ['absent', 'nothing'],
  ])('and is %s', async (state, expected) => {
    expect(await said([contact({ deletedAt: '2026-03-02T00:00:00Z' })], memberRead(state))).toEqual(expected);
  });

  it('is forgotten if the person asks for it, whatever another contact says', async () => {
    const items = [contact({ erase: true }), contact({ id: 'con_2' }, 2)];
    const forget = { call: `POST ${path}/actions/delete-permanent`, body: null };
    expect(await said(items, memberRead('archived'))).toEqual(forget);
    expect(await said(items, null)).toBe('nothing');
  });

  it('stays while another contact has the address, with what was said last', async () => {
    const deleted = (over: object) => contact({ deletedAt: '2026-03-02T00:00:00Z', ...over }, 9);
    const other = contact({ id: 'con_2', firstName: 'Grace', emailConsent: 'unknown', consentAt: null });
    expect(await said([deleted({}), other])).toBe('skipped consent');
    expect(await said([deleted({}), other], memberRead('subscribed'))).toMatchObject({
      body: { merge_fields: { FNAME: 'Grace' } },
    });
    expect(await said([deleted({ emailConsent: 'revoked' }), other], memberRead('subscribed'))).toMatchObject({
      body: { status: 'unsubscribed' },
    });
  });
});

describe('Several contacts with one address', () => {
  it('are one member: the newest consent counts, and the newest fields', async () => {
    const older = contact({ emailConsent: 'revoked', consentAt: '2026-01-01T00:00:00Z', firstName: 'Old' }, 5);
    const newer = contact({ id: 'con_2', firstName: 'New' }, 4);
    expect(await said([older, newer])).toMatchObject({
      body: { status_if_new: 'subscribed', merge_fields: { FNAME: 'Old' } },
    });
    const tied = contact({ id: 'con_3', emailConsent: 'revoked' });
    expect(await said([older, newer, tied])).toBe('nothing');
  });
});

describe('A consent for another venue', () => {
  const movedAt = (updatedAt: string, consentAt: string | null = CONSENTED) => [
    { version: 1, updatedAt: '2025-01-01T00:00:00Z', emailConsent: 'granted', venueId: 'v1', consentAt },
    { version: 2, updatedAt, emailConsent: 'granted', venueId: 'v2' },
  ];

  it.each<[string, object, Record<string, boolean>, unknown]>([
    ['does not count', { history: movedAt('2026-03-01T10:00:00.001Z') }, {}, 'skipped consent'],
    [
      'of an unknown time does not count',
      { history: movedAt('2026-01-01T00:00:00Z', null), consentAt: null },
      {},
      'skipped consent',
    ],
    ['counts once it is repeated', { history: movedAt('2026-03-01T09:59:59Z') }, {}, { call: `PUT ${CALL}` }],
    [
      'counts for all venues together',
      { history: movedAt('2026-04-01T00:00:00Z') },
      { allVenues: true },
      { call: `PUT ${CALL}` },
    ],
  ])('%s', async (_, over, members, expected) => {
    const answer = await said([contact(over)], null, { rules: rulesOf({ members }) });
    if (typeof expected === 'string') expect(answer).toBe(expected);
    else expect(answer).toMatchObject(expected as object);
  });

  it.each([
    ['with it', '2026-03-01T10:00:00+00:00', { status: 'unsubscribed' }],
    ['by themselves', '2026-03-01T10:00:01+00:00', { merge_fields: { FNAME: 'Ada' } }],
  ])('takes back who was subscribed %s', async (_, timestamp_opt, body) => {
    const moved = contact({ history: movedAt('2026-04-01T00:00:00Z') });
    expect(await said([moved], memberRead('subscribed', { timestamp_opt }))).toMatchObject({ body });
  });
});
