import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Connection } from '../../src/providers/connection.js';
import {
  CONSENT_MATRIX,
  type Consent,
  type MemberState,
} from '../../src/providers/mailchimp/push/mailchimp.consent.js';
import { subscriberHash } from '../../src/providers/mailchimp/shape/mailchimp.contact-key.js';
import { contact, intentOf, KEY, rulesOf, ticket } from '../../src/providers/mailchimp/testing/push.intents.js';
import type {
  BuiltRequest,
  KnownObject,
  PushedItem,
  PushIntent,
  PushOutcome,
  PushPort,
  Rules,
  StoredRequest,
} from '../../src/providers/push.port.js';
import { assertConsents, consentReport } from '../support/consent.assertion.js';
import { Stand } from './stand.js';
import type { VendorAccount } from './subject.js';
import { mailchimpSubject } from './subjects/mailchimp.subject.js';

const CONSENTS = Object.keys(CONSENT_MATRIX) as Consent[];
const STATES = Object.keys(CONSENT_MATRIX.granted) as MemberState[];
const ALL_OPTIONS = rulesOf({ members: { confirm: true, askPending: true, addTransactional: true } });
const context = () => ({ signal: new AbortController().signal });

/** What becomes of a state that is known, by the matrix and the usual rules. Everything else stays. */
const BECOMES: Readonly<Record<string, string>> = {
  'granted absent': 'subscribed',
  'granted transactional': 'pending',
  'revoked subscribed': 'unsubscribed',
  'revoked pending': 'unsubscribed',
  'revoked transactional': 'unsubscribed',
};

interface Member extends Record<string, unknown> {
  status: string;
}
interface Write {
  method: string;
  path: string;
  query: string;
  headers: Record<string, string>;
  body: { base64: string };
  status: number;
}

/** States of an address that a contact comes to have. */
const FEW: readonly MemberState[] = ['absent', 'subscribed', 'unsubscribed', 'archived'];

describe('The push port of Mailchimp', () => {
  let stand: Stand;
  let account: VendorAccount & { lists: string[] };
  let connection: Connection;
  let port: PushPort;
  let list: string;
  let people = 0;

  beforeAll(async () => {
    stand = await Stand.open(mailchimpSubject);
  });
  beforeEach(async () => {
    account = (await stand.account(1, { scale: 20, counts: { contacts: 40 } })) as typeof account;
    connection = stand.connection(account);
    port = stand.port().push!;
    list = account.lists[0]!;
  });
  afterEach(async () => {
    await stand?.control.call('DELETE', '/faults');
    await assertConsents(stand?.control.url);
  });
  afterAll(() => stand?.close());

  const newAddress = () => `person.${(people += 1)}@example.org`;
  const create = (email: string, over: object = {}) =>
    stand.control.call('POST', `/accounts/${account.id}/create`, {
      stream: 'contacts',
      object: { list_id: list, email_address: email, ...over },
    });
  const forget = (email: string) =>
    stand.control.call('POST', `/accounts/${account.id}/delete`, {
      stream: 'contacts',
      id: `${list}:${subscriberHash(email)}`,
      silent: true,
    });
  const person = (email: string, does: string, over: object = {}) =>
    stand.control.call('POST', `/accounts/${account.id}/person`, { email, does, listId: list, ...over });
  const writes = async () =>
    (await stand.control.call<{ writes: Write[] }>('GET', `/accounts/${account.id}/writes`)).writes;
  const member = async (email: string): Promise<Member | undefined> =>
    (await stand.objects(account, 'contacts')).get(`${list}:${subscriberHash(email)}`) as Member | undefined;
  const statuses = async (): Promise<Map<string, string>> => {
    const members = await stand.objects(account, 'contacts');
    return new Map([...members.values()].map(({ email_address, status }) => [String(email_address), String(status)]));
  };

  /** A person whom the audience has in this state. */
  async function inState(state: MemberState): Promise<string> {
    const email = newAddress();
    if (state === 'absent') return email;
    await create(email, state === 'forgotten' ? {} : { status: state });
    if (state === 'forgotten') await forget(email);
    return email;
  }

  const intent = (items: PushedItem<'contacts'>[], over: Partial<PushIntent> = {}) =>
    intentOf('member', items, {
      subject: subscriberHash(String(items[0]?.body.email)),
      settings: { audienceId: list },
      ...over,
    });
  const contactOf = (email: string, over: object = {}) => contact({ id: email, email, ...over });

  /** As a worker does it: facts, a read, a request, and what becomes of it. @param believed in place of the read */
  async function push(wanted: PushIntent, believed?: KnownObject | null, linked: string | null = null) {
    const { facts: _, ...bare } = wanted;
    const facts = await port.facts!(connection, bare, context());
    const known = believed === undefined ? await port.read(connection, bare, linked, context()) : believed;
    const built = await port.build({ ...bare, facts }, known, KEY);
    return { built, outcome: built.kind === 'request' ? await send(built.request, wanted.target) : null };
  }
  /** {@link push}, again while somebody else was faster. */
  async function settle(wanted: PushIntent, linked: string): Promise<PushOutcome | null> {
    for (;;) {
      const { outcome } = await push(wanted, undefined, linked);
      if (outcome?.kind !== 'stale') return outcome;
    }
  }
  const send = (request: StoredRequest, target = 'member'): Promise<PushOutcome> =>
    port.send(connection, target, request, KEY, context());
  const requestIn = (built: BuiltRequest): StoredRequest => {
    if (built.kind !== 'request') throw new Error(JSON.stringify(built));
    return built.request;
  };

  describe('sends what was built, and', () => {
    it('sends the bytes that were stored, each time', async () => {
      const email = newAddress();
      const { built, outcome } = await push(intent([contactOf(email, { lastName: 'Müller', phone: '+33 1' })]));
      const request = requestIn(built);
      expect(outcome).toMatchObject({ kind: 'done', externalId: `${list}:${subscriberHash(email)}` });
      expect(await send(request)).toMatchObject({ kind: 'done' });
      const sent = await writes();
      expect(sent).toHaveLength(2);
      for (const { method, path, query, headers, body } of sent) {
        expect(`${method} ${path}?${query.replace(/^\?/, '')}`).toBe(`${request.method} ${request.path}`);
        expect(headers['content-type']).toBe(request.headers['content-type']);
        expect(Buffer.from(body.base64, 'base64').equals(request.body)).toBe(true);
      }
      expect(await member(email)).toMatchObject({
        status: 'subscribed',
        timestamp_opt: '2026-03-01T10:00:00+00:00',
        merge_fields: { FNAME: 'Ada', LNAME: 'Müller', PHONE: '+33 1' },
      });
    });

    it('leaves out a field whose value the audience does not take', async () => {
      const fields = await stand.objects(account, 'merge_fields');
      const [id] = [...fields].find(([at, { tag }]) => at.startsWith(`${list}:`) && tag === 'PHONE')!;
      await stand.control.call('POST', `/accounts/${account.id}/update`, {
        stream: 'merge_fields',
        id,
        patch: { type: 'number' },
      });
      const email = newAddress();
      const wanted = intent([contactOf(email, { lastName: 'King', phone: '+33 1 23 45' })]);
      expect((await push(wanted)).outcome).toEqual({ kind: 'stale' });
      expect((await push(wanted)).outcome).toMatchObject({ kind: 'done' });
      expect(await member(email)).toMatchObject({
        status: 'subscribed',
        merge_fields: { FNAME: 'Ada', LNAME: 'King' },
      });
      expect(await push(wanted)).toMatchObject({ built: { kind: 'nothing' } });
      await push(intent([contactOf(email, { lastName: 'King', phone: '12345' })]));
      expect(await member(email)).toMatchObject({ merge_fields: { PHONE: '12345' } });
    });

    it('shows the member as the next read would', async () => {
      const email = newAddress();
      const { outcome } = await push(intent([contactOf(email)]));
      const { record } = outcome as PushOutcome & { kind: 'done' };
      const externalId = `${list}:${subscriberHash(email)}`;
      const read = await stand.port().fetchOne(connection, 'contacts', externalId, context());
      expect({ ...record, json: JSON.parse(record!.json) as unknown }).toEqual({
        ...read,
        json: JSON.parse(read!.json) as unknown,
      });
    });

    it('finds out what became of a request that was applied without an answer', async () => {
      const slow = stand.port({ OUTBOUND_WRITE_TIMEOUT_SECONDS: '1' }).push!;
      const email = newAddress();
      const wanted = intent([contactOf(email)], { facts: { doubleOptIn: false } });
      const request = requestIn(await slow.build(wanted, null, KEY));
      await stand.control.call('POST', '/faults', { kind: 'applyThenTimeout', method: 'PUT' });
      const outcome = await slow.send(connection, 'member', request, KEY, context());
      expect(outcome).toMatchObject({ kind: 'unknown' });
      expect((await writes()).filter(({ method }) => method === 'PUT')).toHaveLength(1);
      const lookup = { reference: wanted.reference, request, firstSentAt: Date.now() };
      const found = await port.find(connection, 'member', [lookup], context());
      expect(found.get(wanted.reference)).toMatchObject({ kind: 'found', known: { origin: 'adopted' } });
      expect(await push(wanted)).toMatchObject({ built: { kind: 'nothing' } });
      const other = { ...lookup, request: { ...request, path: request.path.replace(/[0-9a-f]{32}/, '0'.repeat(32)) } };
      expect((await port.find(connection, 'member', [other], context())).get(wanted.reference)).toEqual({
        kind: 'absent',
      });
    });

    it.each([
      ['status500', 'unknown'],
      ['garbage', 'unknown'],
      ['applyThenReset', 'unknown'],
    ])('sends nothing twice after %s', async (kind, expected) => {
      const wanted = intent([contactOf(newAddress())]);
      const request = requestIn(await port.build(wanted, null, KEY));
      await stand.control.call('POST', '/faults', { kind, method: 'PUT' });
      expect(await send(request)).toMatchObject({ kind: expected });
    });

    it('waits for its owner where the key is refused', async () => {
      await stand.control.call('POST', '/tokens', { account: account.id, revokeAccess: true });
      const request = requestIn(await port.build(intent([contactOf(newAddress())]), null, KEY));
      await expect(send(request)).rejects.toMatchObject({ code: 'provider_rejected_credentials' });
    });

    it('decides again where somebody was faster', async () => {
      const email = await inState('subscribed');
      const fields = await push(intent([contactOf(email, { firstName: 'Grace' })]));
      await forget(email);
      expect(await send(requestIn(fields.built))).toEqual({ kind: 'stale' });
      const nobody = requestIn(
        await port.build(intent([contactOf(email, { deletedAt: 'x' })]), archivable(email), KEY),
      );
      expect(await send(nobody)).toEqual({ kind: 'stale' });
    });

    it('ends where Mailchimp says that the person has left', async () => {
      const complained = await inState('subscribed');
      await person(complained, 'complain');
      const transactional = known(complained, 'transactional');
      expect((await push(intent([contactOf(complained)]), transactional)).outcome).toMatchObject({
        kind: 'skipped',
        code: 'consent',
      });
      const forgotten = await inState('forgotten');
      expect((await push(intent([contactOf(forgotten)]))).outcome).toMatchObject({ kind: 'skipped', code: 'consent' });
    });

    it('is of an audience that is there, of those to choose from', async () => {
      const choices = await port.choices(connection, 'members', 'audience', context());
      expect(choices.map(({ id }) => id).sort()).toEqual([...account.lists].sort());
      const restricted = { ...connection, settings: { audienceId: list } };
      expect(await port.choices(restricted, 'members', 'audience', context())).toMatchObject([{ id: list }]);
      const lost = intent([contactOf(newAddress())], { settings: { audienceId: 'gone' } });
      expect(await push(lost)).toMatchObject({ built: { kind: 'waiting', code: 'account' } });
    });

    it('asks by mail where the audience does', async () => {
      await stand.control.call('POST', `/accounts/${account.id}/update`, {
        stream: 'audiences',
        id: list,
        patch: { double_optin: true },
      });
      const email = newAddress();
      await push(intent([contactOf(email)]));
      expect(await member(email)).toMatchObject({ status: 'pending' });
      await person(email, 'confirm');
      expect(await member(email)).toMatchObject({ status: 'subscribed' });
    });

    it('archives, and forgets', async () => {
      const [archived, forgotten] = [await inState('subscribed'), await inState('unsubscribed')];
      await push(intent([contactOf(archived, { deletedAt: '2026-03-02T00:00:00Z' })]));
      expect(await member(archived)).toMatchObject({ status: 'archived' });
      const { outcome } = await push(intent([contactOf(forgotten, { erase: true })]));
      expect(outcome).toMatchObject({ kind: 'done', record: { deleted: true } });
      expect(await member(forgotten)).toBeUndefined();
      await push(intent([contactOf(forgotten)]));
      expect(await member(forgotten)).toBeUndefined();
    });

    it('tags who is there, with more tags than a member shows', async () => {
      const email = await inState('subscribed');
      const hash = subscriberHash(email);
      const own = Array.from({ length: 60 }, (_, n) => `hub:old ${n}`);
      await stand.control.call('POST', `/accounts/${account.id}/update`, {
        stream: 'contacts',
        id: `${list}:${hash}`,
        patch: { tags: ['vip', ...own] },
      });
      const wanted = intentOf('tags', [ticket('t1')], { subject: hash, settings: { audienceId: list } });
      const { outcome } = await push(wanted);
      expect(outcome).toMatchObject({ kind: 'done', externalId: `${list}:${hash}` });
      expect((outcome as PushOutcome & { kind: 'done' }).record?.json).toContain('hub:evt_1');
      const { tags } = (await member(email)) as unknown as { tags: { name: string }[] };
      expect(tags.map(({ name }) => name).sort()).toEqual(['hub:evt_1', 'vip']);
      expect((await push(wanted)).built).toEqual({ kind: 'nothing' });
      const stranger = newAddress();
      const nobody = { ...wanted, subject: subscriberHash(stranger) };
      expect((await push(nobody)).built).toMatchObject({ kind: 'skipped', code: 'consent' });
      expect(await member(stranger)).toBeUndefined();
    });
  });

  describe('Nobody who has left is subscribed through us', () => {
    it('while the ledger notices whoever is', async () => {
      const email = await inState('archived');
      const response = await fetch(`${stand.edge.url}/3.0/lists/${list}/members/${subscriberHash(email)}`, {
        method: 'PATCH',
        headers: { authorization: `Bearer ${account.credentials.apiKey}`, 'content-type': 'application/json' },
        body: JSON.stringify({ status: 'subscribed' }),
      });
      expect(response.status).toBe(200);
      expect(await consentReport(stand.control.url)).toMatchObject({ count: 1, violations: [{ email }] });
      await expect(assertConsents(stand.control.url)).rejects.toThrow(email);
      await stand.control.call('DELETE', '/consent-violations');
    });

    it.each<[string, Rules]>([
      ['the usual rules', rulesOf()],
      ['all options', ALL_OPTIONS],
    ])('by %s, whatever is known of them', async (_, rules) => {
      const expected = new Map<string, string | undefined>();
      for (const emailConsent of CONSENTS) {
        for (const state of STATES) {
          for (const believed of STATES) {
            const email = await inState(state);
            const isFresh = believed === state;
            const wanted = intent([contactOf(email, { emailConsent })], { rules });
            await push(wanted, isFresh ? undefined : known(email, believed));
            if (isFresh) expected.set(email, BECOMES[`${emailConsent} ${state}`] ?? seen(state));
          }
        }
      }
      const found = await statuses();
      if (rules === ALL_OPTIONS) return;
      expect(Object.fromEntries([...expected.keys()].map((email) => [email, found.get(email)]))).toEqual(
        Object.fromEntries(expected),
      );
    });

    it.each(CONSENTS)('who unsubscribes between the read and the request, consent %s', async (emailConsent) => {
      const raced: string[] = [];
      for (const state of ['subscribed', 'pending', 'transactional'] as const) {
        for (const rules of [rulesOf(), ALL_OPTIONS]) {
          const email = await inState(state);
          await person(email, 'unsubscribe', { after: 'read' });
          await push(intent([contactOf(email, { emailConsent })], { rules }));
          raced.push(email);
        }
      }
      const found = await statuses();
      for (const email of raced) expect(['unsubscribed', 'pending']).toContain(found.get(email));
    });

    it.each(CONSENTS)('by another address, consent %s', async (emailConsent) => {
      const cases: { before: string; after: string; state: MemberState; successor: MemberState }[] = [];
      for (const rules of [rulesOf(), ALL_OPTIONS]) {
        for (const state of STATES) {
          for (const successor of rules === ALL_OPTIONS ? FEW : STATES) {
            const [before, after] = [await inState(state), await inState(successor)];
            const moved = contactOf(after, { emailConsent });
            const linked = `${list}:${subscriberHash(before)}`;
            const left = { subject: subscriberHash(before), former: [moved], rules };
            await settle(intent([], left), linked);
            const earlier = [{ subject: left.subject, externalId: linked, wasThere: true }];
            await push(intent([moved], { rules, earlier }));
            cases.push({ before, after, state, successor });
          }
        }
      }
      const found = await statuses();
      for (const { before, after, state, successor } of cases) {
        const isMoved = state === 'subscribed' && successor === 'absent';
        const [then, now] = [found.get(before), found.get(after)];
        expect([undefined, 'unsubscribed', 'archived', 'cleaned']).toContain(then);
        if (emailConsent === 'revoked') expect([undefined, 'unsubscribed', 'archived', 'cleaned']).toContain(now);
        else if (isMoved || successor === 'subscribed') expect(now).toBe('subscribed');
        else expect(now).not.toBe('subscribed');
      }
    });
  });

  it.each(['subscribed', 'pending', 'transactional'] as const)(
    'leaves an address that cannot be moved: %s',
    async (state) => {
      for (const email of ['nobody@nowhere', await inState('forgotten'), await inState('subscribed')]) {
        const before = await inState(state);
        const linked = `${list}:${subscriberHash(before)}`;
        const left = intent([], { subject: subscriberHash(before), former: [contactOf(email)] });
        // The address became a member between the read and the request.
        const { built, outcome } = await push(left, known(before, state), linked);
        expect([requestIn(built).method, outcome]).toEqual(['PATCH', { kind: 'stale' }]);
        expect(await settle(left, linked)).toMatchObject({ kind: 'done' });
        expect(await member(before)).toMatchObject({ status: 'unsubscribed' });
      }
    },
  );

  const seen = (state: MemberState) => (state === 'absent' || state === 'forgotten' ? undefined : state);
  /** The member as somebody else has seen it, at another time. */
  function known(email: string, state: MemberState): KnownObject | null {
    if (seen(state) === undefined) return null;
    const raw = { id: subscriberHash(email), email_address: email, status: state, merge_fields: { FNAME: '' } };
    return { externalId: `${list}:${raw.id}`, externalVersion: null, object: { member: raw }, origin: 'adopted' };
  }
  const archivable = (email: string) => known(email, 'subscribed');
});
