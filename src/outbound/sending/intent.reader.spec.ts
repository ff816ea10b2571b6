import { describe, expect, it } from '@jest/globals';
import type { Database } from '../../database/database.js';
import { itemsOf } from '../../providers/kit/push/pushed.items.js';
import type { Need, PushedItem, PushPort } from '../../providers/push.port.js';
import type { ConsentStore } from '../consent/consent.store.js';
import type { OperationStore } from '../targets/operation.store.js';
import { PostedPaymentStore } from '../planning/posted.payment.store.js';
import { itemId, targetId } from '../targets/target.names.js';
import type { TargetStore } from '../targets/target.store.js';
import { IntentReader } from './intent.reader.js';
import type { Turn } from './turn.js';

const TENANT = '00000000-0000-4000-8000-000000000001';
const INTEGRATION = '00000000-0000-4000-8000-000000000002';
const item = (platformId: string, body: object = {}) =>
  ({ entity: 'payments', platformId, version: 1, body }) as PushedItem;
const REFUND = item('refund');
const SALE = item('sale', { orderId: 'vip' });
const KEY = { target: 'refund', subject: 'refund', part: '' };

/** A refund that reads its sale, and needs what the sale is of. */
const push = {
  plan: () => [{ ...KEY, needs: [], reads: [{ entity: 'payments', platformId: 'sale' }] }],
  needs: (_items: readonly PushedItem[], related: readonly PushedItem[]): Need[] =>
    itemsOf(related, 'payments').map(({ body }) => ({ target: 'item', subject: String(body.orderId), part: '' })),
} as unknown as PushPort;

function read(known: ReadonlyMap<string, string>, port = push, { isOfContact = false, forgotten = '' } = {}) {
  const database = { inTenant: (_: string, work: (tx: object) => unknown) => work({ tenantId: TENANT }) };
  const items = {
    sourcesOf: async () => [REFUND],
    find: async (_: object, refs: readonly { platformId: string }[]) =>
      [SALE].filter(({ platformId }) => refs.some((ref) => ref.platformId === platformId)),
    isForgotten: async (_: object, platformId: string) => platformId === forgotten,
  };
  const targets = {
    externalIds: async (_: object, ids: string[]) => new Map([...known].filter(([id]) => ids.includes(id))),
  };
  const reader = new IntentReader(
    database as unknown as Database,
    items,
    targets as unknown as TargetStore,
    { pastOf: async () => ({ generation: 0, untaken: 0, cameToNothing: false }) } as unknown as OperationStore,
    {
      forgottenAt: async () => null,
      revokedOf: async () => [],
      revocation: async () => null,
    } as unknown as ConsentStore,
    new PostedPaymentStore(),
  );
  const integration = { id: INTEGRATION, provider: 'acme', externalAccountId: 'a', venueId: null, settings: {} };
  const account = { integration, push: port, rules: new Map() };
  return reader.read({
    target: { ...KEY, id: 't', waitedSeconds: 0 },
    spec: { name: KEY.target, isOfContact },
    account,
    context: { tenantId: TENANT },
  } as unknown as Turn);
}

describe('What a request is built from', () => {
  const id = targetId(TENANT, INTEGRATION, { target: 'item', subject: 'vip', part: '' });

  it('contains the ids of what the items that are read need', async () => {
    const { intent, missing } = await read(new Map([[id, 'I-1']]));
    expect(missing).toBeNull();
    expect(intent.related).toEqual([SALE]);
    expect([...intent.links]).toEqual([['["item","vip",""]', 'I-1']]);
  });

  it('says whether the person is to be forgotten that the target is about', async () => {
    const isForgotten = async (isOfContact: boolean, forgotten: string) =>
      (await read(new Map(), push, { isOfContact, forgotten })).intent.isForgotten ?? false;
    expect(await isForgotten(true, KEY.subject)).toBe(true);
    expect(await isForgotten(true, 'somebody else')).toBe(false);
    expect(await isForgotten(false, KEY.subject)).toBe(false);
  });

  it('is missing until all of that is there', async () => {
    expect((await read(new Map())).missing).toEqual({ id, message: 'item of vip', withinSeconds: undefined });
  });

  it('is missing until the items are there that it waits for', async () => {
    const reading = (platformId: string) => {
      const reads = [{ entity: 'payments', platformId, isAwaited: true }];
      return read(new Map(), { plan: () => [{ ...KEY, needs: [], reads }] } as unknown as PushPort);
    };
    const event = { entity: 'payments', platformId: 'gone' };
    expect((await reading('gone')).missing).toEqual({
      id: itemId(TENANT, 'payments', 'gone'),
      message: 'The payment gone',
      item: event,
    });
    expect((await reading('sale')).missing).toBeNull();
  });
});
