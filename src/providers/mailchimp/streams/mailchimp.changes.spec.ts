import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { audiences, type StubContact } from '../testing/audience.stub.js';
import { type Reply } from '../../testing/vendor.stub.js';
import { MailchimpStub, paged, pulled, routed } from '../testing/mailchimp.stub.js';

const stub = new MailchimpStub();
const provider = () => stub.provider({ PROVIDER_CALL_TRIES: '1', MAILCHIMP_OVERLAP_SECONDS: '120' });

beforeAll(() => stub.start());
afterAll(() => stub.stop());

const NOW = 1_800_000_000;
const pull = (request: PullRequest, cursor: Json = null) => pulled(provider(), request, cursor);
const ids = (pages: PullPage[]) => pages.flatMap(({ records }) => records.externalIds);
const allIds = (pages: PullPage[]) => [...new Set(ids(pages))].sort();
const changes = (stream: string, since = NOW - 1_000, memory: Json = null): PullRequest => {
  return { kind: 'changes', feed: null, streams: [stream], since, memory };
};
const LIST: PullRequest = { kind: 'list', stream: 'contacts' };
const spread = (count: number, second: (index: number) => number): StubContact[] =>
  Array.from({ length: count }, (_, index) => ({ id: `h${index}`, at: second(index) }));

describe('the walk through all contacts', () => {
  it('brings those of every audience and status, dated by their change', async () => {
    stub.answer(
      audiences(
        {
          l1: [
            { id: 'a', at: 100 },
            { id: 'b', at: 50, archived: true },
          ],
          l2: [{ id: 'a', at: 70 }],
        },
        NOW,
      ),
    );
    const pages = await pull(LIST);
    expect(ids(pages)).toEqual(['l1:a', 'l1:b', 'l2:a']);
    expect(pages[0]!.records).toMatchObject({ dating: 'change', seconds: [100], sequences: [0], deleted: [false] });
    expect(pages.at(-1)).toMatchObject({ cursor: null });
    expect(pages.every(({ totals }) => totals === undefined)).toBe(true);
    expect(NOW - pages[0]!.watermark!).toBeLessThanOrEqual(1);
  });

  it.each<[string, (index: number) => number]>([
    ['spread over time', (index) => index * 3],
    ['a few in a second', (index) => Math.floor(index / 7)],
    ['most of a page in a second', (index) => Math.floor(index / 900)],
    ['all of them in a second', () => 5],
  ])('brings every contact when they changed %s', async (_name, second) => {
    const contacts = spread(3_500, second);
    stub.answer(audiences({ l1: contacts }, NOW));
    const pages = await pull(LIST);
    expect(allIds(pages)).toEqual(contacts.map(({ id }) => `l1:${id}`).sort());
    expect(pages.length).toBeLessThanOrEqual(6);
    for (const { cursor } of pages.slice(0, -1)) {
      const rest = await pull(LIST, JSON.parse(JSON.stringify(cursor)) as Json);
      expect(rest.at(-1)!.cursor).toBeNull();
    }
  });

  it('does not go far into a list', async () => {
    stub.answer(audiences({ l1: spread(5_000, (index) => index) }, NOW));
    await pull(LIST);
    const offsets = stub.requests.map(({ url }) => Number(url.searchParams.get('offset')));
    expect(Math.max(...offsets)).toBe(0);
  });

  it('closes its window at the second page', async () => {
    stub.answer(audiences({ l1: spread(1_500, (index) => 10 + index) }, NOW));
    await pull(LIST);
    const bounds = stub.requests
      .slice(1, 3)
      .map(({ url }) => [
        url.searchParams.get('since_last_changed'),
        url.searchParams.get('before_last_changed') !== null,
      ]);
    expect(bounds).toEqual([
      [null, false],
      ['1970-01-01T00:16:48+00:00', true],
    ]);
  });

  it.each<[string, (index: number) => number]>([
    ['spread over time', (index) => index],
    ['all of one second', () => 5],
  ])('misses no unchanged contact while others change (%s)', async (_name, second) => {
    const contacts = spread(4_000, second);
    const answer = audiences({ l1: contacts }, NOW);
    const changed = new Set<string>();
    let asked = 0;
    stub.answer((response, request) => {
      // Ten of those who were shown already change before each page: each moves from its place to the end.
      if (request.url.searchParams.has('since_last_changed') || ++asked > 2) {
        for (const contact of contacts.filter(({ at }) => at < NOW).slice(0, 10)) {
          contact.at = NOW + 60;
          changed.add(`l1:${contact.id}`);
        }
      }
      answer(response, request);
    });
    const seen = new Set(ids(await pull(LIST)));
    expect(changed.size).toBeGreaterThan(20);
    const missed = contacts.map(({ id }) => `l1:${id}`).filter((id) => !seen.has(id) && !changed.has(id));
    expect(missed).toEqual([]);
  });
});

describe('the walk through changed contacts', () => {
  it('asks for what changed since, and a little before, and counts them all', async () => {
    const l1 = [
      { id: 'old', at: NOW - 1_121 },
      { id: 'edge', at: NOW - 1_120 },
      { id: 'new', at: NOW - 1, archived: true },
    ];
    stub.answer(audiences({ l1, l2: [{ id: 'older', at: 1 }] }, NOW));
    const pages = await pull(changes('contacts'));
    expect(ids(pages)).toEqual(['l1:edge', 'l1:new']);
    expect(pages.at(-1)).toMatchObject({ cursor: null, totals: { contacts: 4 } });
    expect(pages.slice(0, -1).every(({ totals }) => totals === undefined)).toBe(true);
    expect(stub.requests).toHaveLength(1 + 2 * 5);
    expect(pages.reduce((sum, { requests }) => sum + requests, 0)).toBe(11);
    expect(stub.asked).toContain(
      'GET /3.0/lists/l1/members?fields=total_items&count=1&status=archived&sort_field=last_changed&sort_dir=ASC',
    );
  });

  it('goes on after any page with the same window and count', async () => {
    const l1 = spread(2_500, (index) => NOW - 900 + Math.floor(index / 10));
    stub.answer(audiences({ l1, l2: [{ id: 'x', at: NOW - 5 }] }, NOW));
    const pages = await pull(changes('contacts'));
    for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
      const rest = await pull(changes('contacts'), JSON.parse(JSON.stringify(cursor)) as Json);
      expect(ids(rest)).toEqual(ids(pages.slice(index + 1)));
      expect(rest.at(-1)!.totals).toEqual({ contacts: 2_501 });
      expect(rest[0]!.watermark).toBeUndefined();
    }
  });

  it('counts nothing where there is no audience any more', async () => {
    stub.answer(audiences({}, NOW));
    expect(await pull(changes('contacts'))).toMatchObject([{ cursor: null, totals: { contacts: 0 }, requests: 1 }]);
  });
});

describe('the walk through unsubscribes', () => {
  const report = (id: string, unsubscribed: number) => ({ id, list_id: 'l1', unsubscribed });
  const account = (reports: object[], more: readonly string[] = []): Reply =>
    routed({
      '/reports': paged('reports', reports),
      ...Object.fromEntries(
        ['c1', 'c2', 'c3', ...more].map((id) => [
          `/reports/${id}/unsubscribed`,
          paged('unsubscribes', [{ email_id: `of-${id}` }]),
        ]),
      ),
    });
  const list: PullRequest = { kind: 'list', stream: 'unsubscribes' };

  const listed = (pages: PullPage[]) => ids(pages).map((id) => id.slice(0, id.indexOf(':')));

  it('lists those of campaigns that have any, and remembers how many', async () => {
    stub.answer(account([report('c2', 1), report('c1', 3), report('c3', 0)]));
    const pages = await pull(list);
    expect(ids(pages)).toEqual(['c1:of-c1', 'c2:of-c2']);
    expect(pages.at(-1)!.memory).toEqual({ v: 1, counts: { c1: [3, 1], c2: 1 }, turn: '' });
    expect(pages.some(({ totals }) => totals !== undefined)).toBe(false);
  });

  it('lists those of campaigns that have others than before, and counts what was listed of each', async () => {
    const many = Array.from({ length: 40 }, (_, index) => `b${10 + index}`);
    const memory = { counts: { ...Object.fromEntries(many.map((id) => [id, 2])), c1: [3, 1], c2: 1 }, turn: 'b20' };
    const reports = [...many.map((id) => report(id, 2)), report('c1', 3), report('c2', 2), report('c3', 1)];
    stub.answer(account(reports, many));
    const pages = await pull(changes('unsubscribes', NOW, memory));
    // Of the 41 that are as they were, those that are next in turn.
    expect(listed(pages)).toEqual([...many.slice(11, 36), 'c2', 'c3']);
    expect(pages.at(-1)!.memory).toMatchObject({
      turn: 'b45',
      counts: { b20: 2, b21: [2, 1], c1: [3, 1], c2: [2, 1], c3: 1 },
    });
    expect(pages.at(-1)!.totals).toEqual({ unsubscribes: 25 + 15 * 2 + 3 });
  });

  it('comes round to every campaign', async () => {
    const many = Array.from({ length: 60 }, (_, index) => `b${10 + index}`);
    let memory: Json = { counts: Object.fromEntries(many.map((id) => [id, 1])), turn: '' };
    const seen = new Set<string>();
    for (const round of [1, 2, 3]) {
      stub.answer(
        account(
          many.map((id) => report(id, 1)),
          many,
        ),
      );
      const pages = await pull(changes('unsubscribes', NOW, memory));
      expect([round, pages.length]).toEqual([round, 25]);
      listed(pages).forEach((id) => seen.add(id));
      memory = pages.at(-1)!.memory!;
    }
    expect(seen.size).toBe(60);
  });

  it('costs one request when no one has ever unsubscribed', async () => {
    stub.answer(account([report('c1', 0)]));
    expect(await pull(changes('unsubscribes', NOW, { counts: {} }))).toMatchObject([
      { cursor: null, requests: 1, watermark: expect.any(Number) as number, totals: { unsubscribes: 0 } },
    ]);
  });

  it('remembers of what was listed before an interruption what was known before, and does not count it', async () => {
    const memory = { counts: { c1: 1 } };
    stub.answer(account([report('c1', 2), report('c2', 2), report('c3', 2)]));
    const [first] = await pull(changes('unsubscribes', NOW, memory));
    stub.answer(account([report('c1', 5), report('c2', 2), report('c3', 2)]));
    const rest = await pull(changes('unsubscribes', NOW, memory), first!.cursor);
    expect(ids(rest)).toEqual(['c2:of-c2', 'c3:of-c3']);
    expect(rest.at(-1)!.memory).toMatchObject({ counts: { c1: 1, c2: [2, 1], c3: [2, 1] } });
    expect(rest.at(-1)!.totals).toBeUndefined();
  });
});

describe('the walk through what recipients did', () => {
  const report = (id: string, opens_total: number, emails_sent = 10) => {
    const bounces = { hard_bounces: 1, soft_bounces: 0, syntax_errors: 0 };
    return { id, list_id: 'l1', emails_sent, opens: { opens_total }, clicks: { clicks_total: 1 }, bounces };
  };
  const row = (email_id: string, actions: number) => ({ email_id, activity: Array(actions).fill({ action: 'open' }) });
  const account = (reports: object[]): Reply =>
    routed({
      '/reports': paged('reports', reports),
      '/reports/c1/email-activity': paged('emails', [row('a', 2), row('b', 0), row('', 1), row('c', 1)]),
      '/reports/c2/email-activity': paged('emails', [row('a', 1)]),
    });
  const list: PullRequest = { kind: 'list', stream: 'email_activity' };
  const asked = () => stub.requests.map(({ url }) => url.pathname.split('/')[3]).slice(1);

  it('brings those who did something, and remembers how many', async () => {
    stub.answer(account([report('c1', 3), report('c2', 1)]), account([]));
    const pages = await pull(list);
    expect(ids(pages)).toEqual(['c1:a', 'c1:c', 'c2:a']);
    expect(pages[0]!.records.leftOut).toEqual([{ type: 'email_activity', externalId: null, reason: 'no_key' }]);
    expect(pages.at(-1)!.memory).toMatchObject({
      counts: { c1: [5, 3, expect.any(Number)], c2: [3, 1, expect.any(Number)] },
    });
  });

  it('lists a campaign again once its numbers have changed, and counts what is there', async () => {
    const memory = { counts: { c1: [5, 3, 0], c2: [3, 1, 0], gone: [7, 4, 0] } };
    stub.answer(account([report('c1', 3), report('c2', 2)]));
    const pages = await pull(changes('email_activity', NOW, memory));
    expect(asked()).toEqual(['c2']);
    expect(pages.at(-1)!.totals).toEqual({ email_activity: 4 });
  });

  it('lists that of a mail to very many only so often', async () => {
    const now = Math.floor(Date.now() / 1000);
    const many = [report('c1', 9, 20_001)];
    stub.answer(account(many));
    const soon = await pull(changes('email_activity', NOW, { counts: { c1: [5, 3, now - 3_600] } }));
    expect(asked()).toEqual([]);
    expect(soon.at(-1)).toMatchObject({ memory: { counts: { c1: [5, 3, now - 3_600] } } });
    expect(soon.at(-1)!.totals).toBeUndefined();
    stub.answer(account(many));
    await pull(changes('email_activity', NOW, { counts: { c1: [5, 3, now - 30_000] } }));
    expect(asked()).toEqual(['c1']);
  });
});
