import type { CallContext, Connection } from '../../providers/connection.js';
import { itemsOf } from '../../providers/kit/push/pushed.items.js';
import {
  type BuiltRequest,
  type Choice,
  type Desired,
  type Found,
  type KnownObject,
  type Lookup,
  type PushedItem,
  type PushIntent,
  type PushOutcome,
  type PushPort,
  type PushTarget,
  type RuleDescription,
  type StoredRequest,
  type TargetKey,
} from '../../providers/push.port.js';
import {
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
} from '../../providers/provider.errors.js';
import { VendorSilence, type VendorModel, type VendorObject } from './vendor.model.js';

const SAFE_WINDOW_SECONDS = 3_600;
const SETTLE_SECONDS = 60;
const usual = { safeWindowSeconds: SAFE_WINDOW_SECONDS, settleSeconds: SETTLE_SECONDS, readsFirst: false };

const TARGETS: readonly PushTarget[] = [
  { name: 'guest', entity: 'contacts', rule: 'guests', stream: 'guests', isMoney: false, ...usual },
  { name: 'label', entity: 'tickets', rule: 'labels', stream: 'labels', isMoney: false, ...usual, readsFirst: true },
  { name: 'sale', entity: 'payments', rule: 'sales', stream: 'sales', isMoney: true, ...usual },
];
const RULES: readonly RuleDescription[] = [
  { name: 'guests', entity: 'contacts', enabledByDefault: true, options: [], description: 'Contacts become guests' },
  { name: 'labels', entity: 'tickets', enabledByDefault: true, options: [], description: 'Tickets become labels' },
  {
    name: 'sales',
    entity: 'payments',
    enabledByDefault: true,
    options: [
      { name: 'account', kind: 'choice', required: true, default: '4000', description: 'Account of the sales' },
    ],
    description: 'Payments become sales',
  },
];

/**
 * Pushes to {@link VendorModel}. A contact is a guest, and all tickets of a person are one label. A payment is a sale, which
 * needs the guest. Guests are updated without regard to their revision, sales with it.
 */
export class VendorPush implements PushPort {
  readonly targets: readonly PushTarget[] = TARGETS;
  readonly rules = RULES;

  constructor(private readonly vendor: VendorModel) {}

  plan({ entity, platformId, body }: PushedItem): readonly Desired[] {
    const none = { part: '', needs: [], reads: [] };
    if (entity === 'contacts') return [{ ...none, target: 'guest', subject: platformId }];
    if (entity === 'tickets') return [{ ...none, target: 'label', subject: body.holder.id }];
    if (entity !== 'payments') return [];
    const { customer } = body;
    const needs = customer ? [{ target: 'guest', subject: customer.id, part: '' }] : [];
    return [{ ...none, target: 'sale', subject: platformId, needs }];
  }

  build(intent: PushIntent, known: KnownObject | null, _key: string): BuiltRequest {
    if (!intent.rules.get('sales')?.options.account) {
      return { kind: 'waiting', code: 'account', message: 'Choose the account of the sales' };
    }
    const content = contentOf(intent);
    const revision = intent.target === 'sale' ? known?.externalVersion : undefined;
    const body = { reference: intent.reference, ...(revision && { revision: Number(revision) }), content };
    const money = itemsOf(intent.items, 'payments')[0]?.body;
    const request: StoredRequest = {
      kind: known ? 'update' : 'create',
      method: known ? 'PUT' : 'POST',
      path: known ? `/${intent.target}/${known.externalId}` : `/${intent.target}`,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(JSON.stringify(body)),
      content: JSON.stringify(content),
      ...(intent.target === 'sale' && money && { expects: amountsOf(money) }),
    };
    return { kind: 'request', request };
  }

  async send(
    _connection: Connection,
    _target: string,
    { method, path, body }: StoredRequest,
    key: string,
    { signal }: CallContext,
  ): Promise<PushOutcome> {
    await nextTurn();
    await this.vendor.admit();
    signal.throwIfAborted();
    try {
      const answer = this.vendor.write({ method, path, body: body.toString() }, key);
      return this.outcome(answer.status, answer.object, answer.isRepeated);
    } catch (error) {
      if (!(error instanceof VendorSilence)) throw error;
      return { kind: 'unknown', error: new ProviderUnavailableError('No answer') };
    }
  }

  async find(
    _connection: Connection,
    target: string,
    lookups: readonly Lookup[],
    _context: CallContext,
  ): Promise<ReadonlyMap<string, Found>> {
    await nextTurn();
    return new Map(
      lookups.map(({ reference }): [string, Found] => {
        const [first, ...others] = this.vendor.search(target, reference);
        if (!first) return [reference, { kind: 'absent' }];
        if (others.length === 0) return [reference, { kind: 'found', known: knownOf(first) }];
        return [reference, { kind: 'ambiguous', externalIds: [first, ...others].map(({ id }) => id) }];
      }),
    );
  }

  async adoptable(_connection: Connection, intent: PushIntent, _context: CallContext): Promise<Found> {
    await nextTurn();
    const found = this.vendor.search(intent.target, `theirs:${intent.subject}`);
    const [first, ...others] = found;
    if (!first) return { kind: 'absent' };
    if (others.length > 0) return { kind: 'ambiguous', externalIds: found.map(({ id }) => id) };
    return { kind: 'found', known: { ...knownOf(first), origin: 'adopted' } };
  }

  async read(
    _connection: Connection,
    key: TargetKey,
    externalId: string | null,
    _context: CallContext,
  ): Promise<KnownObject | null> {
    await nextTurn();
    const object = externalId === null ? undefined : this.vendor.find(externalId);
    return object?.kind === key.target ? knownOf(object) : null;
  }

  choices(): Promise<readonly Choice[]> {
    return Promise.resolve([{ id: '4000', name: 'Sales' }]);
  }

  private outcome(status: number, object: VendorObject | undefined, isRepeated: boolean): PushOutcome {
    if (object) {
      const money = object.content as { amountMinor?: number; currency: string; occurredAt: string };
      return {
        kind: 'done',
        externalId: object.id,
        externalVersion: String(object.revision),
        record: {
          seconds: Math.floor(object.updatedAt / 1000),
          // Of two changes in one second, the later one counts.
          sequence: object.revision,
          deleted: false,
          json: JSON.stringify(object),
        },
        ...(money.amountMinor !== undefined && { amounts: amountsOf({ ...money, amountMinor: money.amountMinor }) }),
      };
    }
    if (status === 409) return { kind: 'stale' };
    if (status === 422) return { kind: 'exists' };
    if (status === 429) throw new ProviderRateLimitedError('Too many requests', { retryAfterSeconds: 1 });
    if (status < 500) return { kind: 'refused', error: new ProviderRequestError('Refused', { status }) };
    return { kind: 'unknown', error: new ProviderUnavailableError('It failed', { status }), isStored: isRepeated };
  }
}

function contentOf({ target, items, links }: PushIntent): Record<string, unknown> {
  if (target === 'label')
    return { tickets: itemsOf(items, 'tickets').map(({ platformId, body }) => `${platformId}:${body.status}`) };
  const [item] = items;
  if (!item) return { gone: true };
  const { updatedAt: _, ...body } = item.body;
  // What the intake notes is not for the vendor.
  const said = Object.fromEntries(Object.entries(body).filter(([name]) => name !== 'history'));
  return { ...said, ...(links.size > 0 && { guest: [...links.values()][0] }) };
}

function amountsOf({
  amountMinor,
  currency,
  occurredAt,
}: {
  amountMinor: number;
  currency: string;
  occurredAt: string;
}) {
  return { total: String(amountMinor), currency, date: occurredAt.slice(0, 10) };
}

function knownOf({ id, revision, content }: VendorObject): KnownObject {
  return { externalId: id, externalVersion: String(revision), object: content, origin: 'created' };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
