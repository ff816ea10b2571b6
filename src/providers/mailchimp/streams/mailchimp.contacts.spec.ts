import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { context, json, type Reply } from '../../testing/vendor.stub.js';
import { subscriberHash } from '../shape/mailchimp.contact-key.js';
import { connection, MailchimpStub, paged, problem, pulled, routed } from '../testing/mailchimp.stub.js';

const stub = new MailchimpStub();
const provider = () => stub.provider({ PROVIDER_CALL_TRIES: '1' });

beforeAll(() => stub.start());
afterAll(() => stub.stop());

const NOW = '2026-11-25T10:00:00+00:00';
const LIST: PullRequest = { kind: 'list', stream: 'contacts' };
const changes = (memory: Json): PullRequest => {
  return { kind: 'changes', feed: null, streams: ['contacts'], since: 1_700_000_000, memory };
};
const pull = (request: PullRequest, cursor: Json = null) => pulled(provider(), request, cursor);
const ids = (pages: PullPage[]) => pages.flatMap(({ records }) => records.externalIds);
const read = (id: string) => provider().fetchOne(connection(), 'contacts', id, context());

const member = (email: string, contact_id: string, more: object = {}) => {
  return { id: subscriberHash(email), email_address: email, contact_id, list_id: 'l1', last_changed: NOW, ...more };
};
const phone = (contact_id: string, id: unknown = '') => ({ ...member('', contact_id), id });
const inAudience = (id: string, email?: string) => ({
  id,
  audience_id: 'l1',
  last_updated_at: NOW,
  sms_channel: { sms_phone: '+12025550101' },
  ...(email && { email_channel: { email, hashed_email: subscriberHash(email) } }),
});
const A = `l1:${subscriberHash('a@example.test')}`;

interface Audience {
  members?: object[];
  contacts?: object[] | Reply;
}

/** One audience. Its contacts are paged by a cursor, which is also given with the last page. */
function audience({ members = [], contacts }: Audience, more: Record<string, Reply> = {}): Reply {
  const archived: Reply = paged('members', []);
  const listed: Reply = (response, asked) => {
    const isArchived = asked.url.searchParams.get('status') === 'archived';
    (isArchived ? archived : paged('members', members))(response, asked);
  };
  const byCursor: Reply = (response, asked) => {
    const all = contacts as object[];
    const from = Number(asked.url.searchParams.get('cursor') ?? 0);
    const shown = all.slice(from, from + 2);
    json({ contacts: shown, next_cursor: shown.length > 0 ? String(from + shown.length) : '' })(response, asked);
  };
  return routed({
    '/lists': paged('lists', [{ id: 'l1' }]),
    '/lists/l1/members': listed,
    ...(contacts && { '/audiences/l1/contacts': typeof contacts === 'function' ? contacts : byCursor }),
    ...more,
  });
}

describe('contacts with a phone number only', () => {
  it.each([
    ['an empty id', ''],
    ['no id', null],
    ['the hash of nothing', subscriberHash('')],
  ])('are named by their contact id where they are shown with %s', async (_what, id) => {
    stub.answer(audience({ members: [member('a@example.test', 'k1'), phone('k2', id), phone('k3', id)] }));
    const pages = await pull(LIST);
    expect(ids(pages)).toEqual([A, 'l1:k2', 'l1:k3']);
    expect(pages.some(({ records }) => records.leftOut)).toBe(false);
  });

  it('are found in the list of the audience, and no contact appears twice', async () => {
    const members = [member('a@example.test', 'k1'), phone('k2')];
    const contacts = [inAudience('K1', 'a@example.test'), inAudience('K2'), inAudience('k3'), inAudience('k4')];
    stub.answer(audience({ members, contacts }));
    const pages = await pull(LIST);
    expect(ids(pages)).toEqual([A, 'l1:k2', 'l1:k3', 'l1:k4']);
    expect(pages.at(-1)!.memory).toEqual({ v: 1, phones: { l1: ['k3', 'k4'] } });
    for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
      const rest = await pull(LIST, JSON.parse(JSON.stringify(cursor)) as Json);
      expect(ids(rest)).toEqual(expect.arrayContaining(ids(pages.slice(index + 1))));
      expect(rest.at(-1)!.memory).toMatchObject({ phones: { l1: expect.arrayContaining(['k3', 'k4']) as string[] } });
    }
  });

  it.each([
    ['is not offered', problem(404, 'Resource Not Found')],
    ['is answered by something else', json('<html>', 404)],
    ['is not permitted', problem(403, 'Forbidden')],
    ['is answered with something else than a list', json({})],
  ])('keep no other contact from coming when the list of the audience %s', async (_what, contacts) => {
    stub.answer(audience({ members: [member('a@example.test', 'k1')], contacts }));
    expect(ids(await pull(LIST))).toEqual([A]);
  });

  it('are counted beside the members', async () => {
    const members = [member('a@example.test', 'k1'), { id: '', email_address: '', last_changed: NOW }];
    stub.answer(audience({ members, contacts: [inAudience('k3')] }));
    const whole = await pull(LIST);
    expect(whole[0]!.records.leftOut).toEqual([{ type: 'contacts', externalId: null, reason: 'no_key' }]);
    const { memory = null } = whole.at(-1)!;
    stub.answer(audience({ members, contacts: [inAudience('k3'), inAudience('k5')] }));
    const changed = await pull(changes(memory));
    expect(changed.at(-1)).toMatchObject({
      // With those that have no name: that they are not kept, the engine knows.
      totals: { contacts: 4 },
      memory: { phones: { l1: ['k3', 'k5'] } },
    });
    expect(stub.asked.find((asked) => asked.includes('/audiences/'))).toContain(
      'updated_since=2023-11-14T22:11:19+00:00',
    );
  });

  it('become who they are by their address once they are given one', async () => {
    stub.answer(
      audience({ members: [member('a@example.test', 'K3')], contacts: [inAudience('k3', 'a@example.test')] }),
    );
    const pages = await pull(changes({ phones: { l1: ['k3'] } }));
    expect(pages[0]!.records).toMatchObject({ externalIds: [A, 'l1:k3'], deleted: [false, true] });
    expect(JSON.parse(pages[0]!.records.json)).toEqual([expect.objectContaining({ contact_id: 'K3' }), {}]);
    expect(pages.at(-1)).toMatchObject({ totals: { contacts: 1 }, memory: { phones: { l1: [] } } });
  });

  it('are not remembered without end', async () => {
    const contacts = Array.from({ length: 1_001 }, (_, index) => inAudience(`k${index}`));
    stub.answer(audience({ contacts: json({ contacts }) }));
    const { memory = null } = (await pull(LIST)).at(-1)!;
    expect(memory).toMatchObject({ phones: null });
    expect((await pull(changes(memory))).at(-1)!.totals).toBeUndefined();
  });
});

describe('reading a contact', () => {
  it('finds those with a phone number only, in either list', async () => {
    stub.answer(
      audience({}, { '/lists/l1/members/k2': json(phone('k2')), '/audiences/l1/contacts/k3': json(inAudience('k3')) }),
    );
    expect(await read('l1:k2')).toMatchObject({ deleted: false, seconds: Date.parse(NOW) / 1000 });
    expect(await read('l1:k3')).toMatchObject({ deleted: false, seconds: Date.parse(NOW) / 1000 });
    expect(await read('l1:k4')).toMatchObject({ deleted: true, json: '{}' });
  });

  it('finds no contact by a name that the person no longer has', async () => {
    stub.answer(
      audience(
        {},
        {
          '/lists/l1/members/k1': json(member('a@example.test', 'k1')),
          '/audiences/l1/contacts/k5': json(inAudience('k5', 'a@example.test')),
        },
      ),
    );
    expect(await read('l1:k1')).toMatchObject({ deleted: true, json: '{}' });
    expect(await read('l1:k5')).toMatchObject({ deleted: true, json: '{}' });
  });
});

describe('the tags of a contact', () => {
  const named = (count: number) => Array.from({ length: count }, (_, at) => ({ id: at, name: `t${at}` }));
  const many = member('a@example.test', 'k1', { tags: named(50), tags_count: 1_203 });
  const path = `/lists/l1/members/${many.id}`;
  const dated = named(1_203).map((tag) => ({ ...tag, date_added: NOW }));

  it('are read to their end where the contact shows only some', async () => {
    const few = member('b@example.test', 'k2', { tags: named(2), tags_count: 2 });
    stub.answer(audience({ members: [few, many] }, { [`${path}/tags`]: paged('tags', dated) }));
    const pages = await pull(LIST);
    const [, contact] = JSON.parse(pages[0]!.records.json) as { tags: object[] }[];
    expect(contact!.tags).toEqual(named(1_203));
    expect(pages[0]!.requests).toBe(4);
    expect(provider().normalise('contacts', { ...contact }).tags).toHaveLength(1_203);
  });

  it('are all read with a single contact, too', async () => {
    stub.answer(audience({}, { [path]: json(many), [`${path}/tags`]: paged('tags', dated) }));
    const found = await read(`l1:${many.id}`);
    expect((JSON.parse(found!.json) as { tags: object[] }).tags).toHaveLength(1_203);
  });

  it('stay as they are shown when the contact is gone meanwhile', async () => {
    stub.answer(audience({ members: [many] }));
    const [page] = await pull(LIST);
    expect((JSON.parse(page!.records.json) as { tags: object[] }[])[0]!.tags).toHaveLength(50);
  });
});
