import type { Json, PullPage, PullRequest } from '../../provider.port.js';
import { context, json, type StubRequest, type Reply } from '../../testing/vendor.stub.js';
import { connection, MailchimpStub, paged, problem, pulled, routed } from '../testing/mailchimp.stub.js';

const stub = new MailchimpStub();
const provider = () => stub.provider({ PROVIDER_CALL_TRIES: '1' });

beforeAll(() => stub.start());
afterAll(() => stub.stop());

const pull = (request: PullRequest, cursor: Json = null, settings = {}) =>
  pulled(provider(), request, cursor, settings);
const list = (stream: string): PullRequest => ({ kind: 'list', stream });
const ids = (pages: PullPage[]) => pages.flatMap(({ records }) => records.externalIds);
const objects = (pages: PullPage[]) => pages.flatMap(({ records }) => JSON.parse(records.json) as object[]);
const numbered = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ id: `c${String(index).padStart(4, '0')}`, ...more }));

describe('the walk through a list', () => {
  it('brings every object once, with its text as Mailchimp wrote it', async () => {
    const campaigns = numbered(2_300, { name: 'Zoë 🦄 ["}]' });
    stub.answer(paged('campaigns', campaigns));
    const pages = await pull(list('campaigns'));
    expect(objects(pages)).toEqual(campaigns);
    expect(ids(pages)).toEqual(campaigns.map(({ id }) => id));
    expect(pages[0]!.records.json).toContain('\n      "id": "c0000"');
    expect(pages.map(({ watermark }) => watermark !== undefined)).toEqual([true, false, false]);
    expect(pages.map(({ requests }) => requests)).toEqual([1, 1, 1]);
    expect(pages[0]!.bytes).toBeGreaterThan(pages[0]!.records.json.length);
    expect(stub.asked[1]).toBe(
      'GET /3.0/campaigns?exclude_fields=_links,campaigns._links&count=1000&offset=1000&sort_field=create_time&sort_dir=ASC',
    );
  });

  it('goes on after any page', async () => {
    stub.answer(paged('reports', numbered(2_300)));
    const pages = await pull(list('campaign_reports'));
    for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
      const rest = await pull(list('campaign_reports'), JSON.parse(JSON.stringify(cursor)) as Json);
      expect(ids(rest)).toEqual(ids(pages.slice(index + 1)));
      expect(rest[0]!.watermark).toBeUndefined();
    }
  });

  it.each([
    ['in front of the next page', (all: object[]) => all.splice(10, 3)],
    ['behind it', (all: object[]) => all.splice(1_500, 3)],
    ['so much that nothing is left', (all: object[]) => all.splice(900, 5_000)],
  ])('misses no object when others are deleted %s', async (_where, remove) => {
    const all = numbered(2_100);
    let asked = 0;
    stub.answer((response, request) => {
      if (++asked === 2) remove(all);
      paged('campaigns', all)(response, request);
    });
    const seen = new Set(ids(await pull(list('campaigns'))));
    for (const { id } of all) expect(seen).toContain(id);
  });

  it.each<[string, Reply[]]>([
    ['the page before once more', [paged('campaigns', numbered(2_000)), once(numbered(1_000), 2_000)]],
    ['an empty page with more to come', [once([], 5)]],
    ['something else than a list', [json({ campaigns: {}, total_items: 1 })]],
    ['no number of all', [json({ campaigns: [] })]],
  ])('stops at %s', async (_name, replies) => {
    stub.answer(...replies);
    await expect(pull(list('campaigns'))).rejects.toMatchObject({ code: 'provider_protocol_violation' });
    expect(stub.requests.length).toBeLessThan(4);
  });

  it('leaves out what nothing names, and keeps the text of the others', async () => {
    const text =
      '{"campaigns":[{"id":"c1","rate":0.50},{"status":"sent"},null,{"id":""},{"id":"c2","x":"]\\"}{"}],"total_items":5}';
    stub.answer(json(text));
    const [page] = await pull(list('campaigns'));
    expect(page!.records).toMatchObject({
      externalIds: ['c1', 'c2'],
      json: '[{"id":"c1","rate":0.50},{"id":"c2","x":"]\\"}{"}]',
    });
    const leftOut = { type: 'campaigns', externalId: null, reason: 'no_key' };
    expect(page!.records.leftOut).toEqual([leftOut, leftOut, leftOut]);
  });

  it('goes on behind a page of which nothing has a name', async () => {
    const unnamed = Array.from({ length: 2_000 }, () => ({ status: 'sent' }));
    stub.answer(paged('campaigns', [...unnamed, { id: 'last' }]));
    const pages = await pull(list('campaigns'));
    expect(pages.map(({ records }) => [records.externalIds.length, records.leftOut?.length ?? 0])).toEqual([
      [0, 1_000],
      [0, 1_000],
      [1, 0],
    ]);
  });

  it('takes an id once within a page', async () => {
    stub.answer(once([{ id: 'c1', v: 1 }, { id: 'c2' }, { id: 'c1', v: 2 }], 3));
    const pages = await pull(list('campaigns'));
    expect(ids(pages)).toEqual(['c1', 'c2']);
    expect(objects(pages)).toEqual([{ id: 'c1', v: 2 }, { id: 'c2' }]);
  });

  it.each([
    '{"total_items":1,"campaigns":[{"id":"c1","x":[0.50]}]}',
    '{"campaigns":[{"id":"c1","x":[0.50]}],"total_items":1,"more":[]}',
  ])('reads an answer that is laid out in another way: %s', async (text) => {
    stub.answer(json(text));
    expect(objects(await pull(list('campaigns')))).toEqual([{ id: 'c1', x: [0.5] }]);
  });

  it('keeps decimals as Mailchimp wrote them', async () => {
    stub.answer(json('{"campaigns":[{"id":"c1","rate":0.50}],"total_items":1,"_links":{}}'));
    expect((await pull(list('campaigns')))[0]!.records.json).toBe('[{"id":"c1","rate":0.50}]');
  });
});

describe('pages that are too heavy', () => {
  /** Mailchimp's gateway gives up on more than 300 at once, and on whatever page holds a broken object. */
  const heavy = (all: readonly { id: string }[], broken: readonly string[] = []): Reply => {
    return (response, asked) => {
      const { searchParams } = asked.url;
      const [offset, count] = [Number(searchParams.get('offset')), Number(searchParams.get('count'))];
      const shown = all.slice(offset, offset + count);
      if (count > 300 || shown.some(({ id }) => broken.includes(id))) json('<html>', 504)(response, asked);
      else paged('reports', all)(response, asked);
    };
  };
  const counts = () => stub.requests.map(({ url }) => Number(url.searchParams.get('count')));

  it('are asked for again, and the walk goes on with smaller ones', async () => {
    const all = numbered(700);
    stub.answer(heavy(all));
    const pages = await pull(list('campaign_reports'));
    expect(objects(pages)).toEqual(all);
    expect(counts()).toEqual([1_000, 500, 250, 250, 250]);
    const { cursor } = pages[0]!;
    stub.answer(heavy(all));
    expect(objects(await pull(list('campaign_reports'), JSON.parse(JSON.stringify(cursor)) as Json))).toHaveLength(450);
    expect(counts()).toEqual([250, 250]);
  });

  it('leave out an object that cannot be sent', async () => {
    stub.answer(heavy(numbered(20), ['c0007']));
    const pages = await pull(list('campaign_reports'));
    expect(ids(pages)).toHaveLength(19);
    expect(pages.flatMap(({ records }) => records.leftOut ?? [])).toEqual([
      { type: 'campaign_reports', externalId: null, reason: 'unreadable' },
    ]);
  });
});

describe('the walk through the lists of all stores', () => {
  const stores = [
    { id: 's2', list_id: 'l2' },
    { id: 's1', list_id: 'l1' },
    { id: 'shop:3', list_id: 'l2' },
  ];
  const routes = {
    '/ecommerce/stores': paged('stores', stores),
    '/ecommerce/stores/s1/orders': paged('orders', numbered(1_001)),
    '/ecommerce/stores/s2/orders': paged('orders', numbered(2)),
    '/ecommerce/stores/shop%3A3/orders': paged('orders', []),
  };

  it('names them by their store, and asks which there are once', async () => {
    stub.answer(routed(routes));
    const pages = await pull(list('orders'));
    expect(pages.map(({ records }) => records.types.length)).toEqual([1_000, 1, 2, 0]);
    expect(ids(pages).slice(-3)).toEqual(['s1:c1000', 's2:c0000', 's2:c0001']);
    expect(pages.map(({ requests }) => requests)).toEqual([2, 1, 1, 1]);
    expect(stub.asked[0]).toBe(
      'GET /3.0/ecommerce/stores?fields=total_items,stores.id,stores.list_id&count=1000&offset=0',
    );
    expect(stub.asked[1]).toContain('orders.customer._links,orders.lines._links');
  });

  it('goes on after any page, also when its store has gone or another has come', async () => {
    stub.answer(routed(routes));
    const pages = await pull(list('orders'));
    for (const [index, { cursor }] of pages.slice(0, -1).entries()) {
      expect(ids(await pull(list('orders'), cursor))).toEqual(ids(pages.slice(index + 1)));
    }
    const without = { ...routes, '/ecommerce/stores': paged('stores', [{ id: 's0' }, ...stores.slice(0, 1)]) };
    stub.answer(routed(without));
    expect(ids(await pull(list('orders'), pages[0]!.cursor))).toEqual(['s2:c0000', 's2:c0001']);
  });

  it('takes the lists of a store that is gone for empty', async () => {
    stub.answer(routed({ ...routes, '/ecommerce/stores/s1/orders': problem(404, 'Resource Not Found') }));
    expect(ids(await pull(list('orders')))).toEqual(['s2:c0000', 's2:c0001']);
  });

  it('does not treat a deleted list as empty unless Mailchimp says so', async () => {
    stub.answer(routed({ ...routes, '/ecommerce/stores/s1/orders': json('<html>', 404) }));
    await expect(pull(list('orders'))).rejects.toMatchObject({ code: 'provider_unavailable' });
  });

  it('ends at once where there is no store', async () => {
    stub.answer(paged('stores', []));
    expect(await pull(list('orders'))).toMatchObject([{ cursor: null, watermark: expect.any(Number) as number }]);
  });
});

describe('a connection about one audience', () => {
  const restricted = { audienceId: 'l1' };
  const only = (stream: string, reply: Reply) => {
    stub.answer(reply);
    return pull(list(stream), null, restricted);
  };

  it.each<[string, string, object, object]>([
    ['audiences', 'lists', { id: 'l1' }, { id: 'l2' }],
    ['campaigns', 'campaigns', { id: 'a', recipients: { list_id: 'l1' } }, { id: 'b', recipients: { list_id: 'l2' } }],
    ['campaign_reports', 'reports', { id: 'a', list_id: 'l1' }, { id: 'b', list_id: 'l2' }],
    ['stores', 'stores', { id: 'a', list_id: 'l1' }, { id: 'b', list_id: '' }],
  ])('leaves out the other %s', async (stream, collection, ours, others) => {
    expect(objects(await only(stream, paged(collection, [others, ours])))).toEqual([ours]);
  });

  it('asks for its campaigns only', async () => {
    await only('campaigns', paged('campaigns', []));
    expect(stub.requests[0]!.url.searchParams.get('list_id')).toBe('l1');
  });

  it.each<[string, string]>([
    ['segments', '/lists/l1/segments'],
    ['merge_fields', '/lists/l1/merge-fields'],
  ])('asks for its %s only', async (stream, path) => {
    await only(
      stream,
      routed({
        '/lists': paged('lists', [{ id: 'l2' }, { id: 'l1' }]),
        [path]: (response, asked) => paged(path.split('/').at(-1)!.replace('-', '_'), [])(response, asked),
      }),
    );
    expect(new Set(stub.requests.map(({ url }) => url.pathname))).toEqual(new Set(['/3.0/lists', `/3.0${path}`]));
  });
});

describe('interests', () => {
  const routes = {
    '/lists': paged('lists', [{ id: 'l1' }, { id: 'l2' }]),
    '/lists/l1/interest-categories': paged('categories', [{ id: 'g2' }, { id: 'g1' }]),
    '/lists/l2/interest-categories': paged('categories', []),
    '/lists/l1/interest-categories/g1/interests': paged('interests', [{ id: 'i1' }]),
    '/lists/l1/interest-categories/g2/interests': paged('interests', [{ id: 'i2' }, { id: 'i3' }]),
  };

  it('are listed by category, and named by their audience', async () => {
    stub.answer(routed(routes));
    const pages = await pull(list('interests'));
    expect(ids(pages)).toEqual(['l1:i1', 'l1:i2', 'l1:i3']);
    expect(ids(await pull(list('interests'), pages[0]!.cursor))).toEqual(['l1:i2', 'l1:i3']);
  });

  it('are read in whichever category they are', async () => {
    stub.answer(
      routed({ ...routes, '/lists/l1/interest-categories/g2/interests/i2': json({ id: 'i2', category_id: 'g2' }) }),
    );
    const read = (id: string) => provider().fetchOne(connection(), 'interests', id, context());
    expect(await read('l1:i2')).toMatchObject({ deleted: false, json: expect.stringContaining('g2') as string });
    expect(await read('l1:i9')).toMatchObject({ deleted: true });
    expect(await read('l9:i2')).toMatchObject({ deleted: true });
  });
});

/** The same objects, whatever page is asked for. */
function once(shown: readonly object[], total: number, collection = 'campaigns'): Reply {
  return (response, asked: StubRequest) => json({ [collection]: shown, total_items: total })(response, asked);
}
