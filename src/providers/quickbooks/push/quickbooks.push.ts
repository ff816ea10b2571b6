import { ProviderExchange } from '../../http/provider.exchange.js';
import type { CallContext, Connection } from '../../connection.js';
import { isFound } from '../../kit/found.js';
import { ProviderPermissionError } from '../../provider.errors.js';
import type {
  AccountFacts,
  BuiltRequest,
  Choice,
  Desired,
  Found,
  KnownObject,
  Lookup,
  Need,
  PushedItem,
  PushIntent,
  PushOutcome,
  PushPort,
  PushTarget,
  Rules,
  StoredRequest,
  TargetKey,
} from '../../push.port.js';
import { accessOf } from '../api/quickbooks.access.js';
import type { QuickBooksClient } from '../api/quickbooks.client.js';
import type { QuickBooksSettings } from '../quickbooks.config.js';
import type { QuickBooksQueries } from '../streams/quickbooks.queries.js';
import type { QuickBooksReader } from '../streams/quickbooks.reader.js';
import { QuickBooksCompanyFacts } from './quickbooks.company-facts.js';
import { buildCustomer } from './quickbooks.customer.push.js';
import { HeldBack } from './quickbooks.held-back.js';
import { QuickBooksHolders } from './quickbooks.holders.js';
import { buildItem, skuOf } from './quickbooks.item.push.js';
import { buildReversal } from './quickbooks.journal.push.js';
import { knownObject } from './quickbooks.posted.js';
import { QuickBooksPushChoices } from './quickbooks.push-choices.js';
import { QuickBooksPushLookup } from './quickbooks.push-lookup.js';
import { furtherReads, neededBy, plannedFor } from './quickbooks.push-plan.js';
import { QUICKBOOKS_RULES } from './quickbooks.push-rules.js';
import { QuickBooksPushSender } from './quickbooks.push-sender.js';
import { isMoney, pushTargets, streamOf, type TargetName } from './quickbooks.push-targets.js';
import { paymentOf } from './quickbooks.pushed-items.js';
import { numberOf } from './quickbooks.receipt.js';
import { buildReceipt } from './quickbooks.receipt.push.js';
import { REFUND } from './quickbooks.refund.push.js';
import { SALE } from './quickbooks.sale.push.js';

type Builder = (intent: PushIntent, known: KnownObject | null, key: string) => BuiltRequest;

interface Parts {
  settings: QuickBooksSettings['push'];
  client: QuickBooksClient;
  queries: QuickBooksQueries;
  reader: QuickBooksReader;
}

/**
 * Sales, refunds, their customers and items, in the books of a company. A document is posted once, and never changed but
 * in its note: the number that it is given is part of our reference, and QuickBooks refuses a used one. Deposits and
 * payouts are not posted yet.
 */
export class QuickBooksPush implements PushPort {
  readonly targets: readonly PushTarget[];
  readonly rules = QUICKBOOKS_RULES;
  private readonly builders: Readonly<Record<TargetName, Builder>>;
  private readonly company: QuickBooksCompanyFacts;
  private readonly lookup: QuickBooksPushLookup;
  private readonly sender: QuickBooksPushSender;
  private readonly listed: QuickBooksPushChoices;
  private readonly reader: QuickBooksReader;

  constructor({ settings, client, queries, reader }: Parts) {
    this.targets = pushTargets(settings);
    this.reader = reader;
    this.company = new QuickBooksCompanyFacts(reader, settings.preferences);
    this.lookup = new QuickBooksPushLookup(queries);
    this.sender = new QuickBooksPushSender(client, new QuickBooksHolders(this.lookup), this.company);
    this.listed = new QuickBooksPushChoices(queries, this.company);
    const { limits } = settings;
    this.builders = {
      customer: buildCustomer,
      item: buildItem,
      sale: (intent, known, key) => buildReceipt(SALE, intent, known, key, limits),
      refund: (intent, known, key) => buildReceipt(REFUND, intent, known, key, limits),
      journal: (intent, known, key) => buildReversal(intent, known, key, limits),
    };
  }

  plan(item: PushedItem, rules: Rules): readonly Desired[] {
    return plannedFor(item, rules);
  }

  reads(items: readonly PushedItem[], related: readonly PushedItem[]): Desired['reads'] {
    return furtherReads(items, related);
  }

  /** Lines that do not add up need nothing: `build` says so. */
  needs(items: readonly PushedItem[], related: readonly PushedItem[], key: TargetKey, rules: Rules): readonly Need[] {
    try {
      return neededBy(items, related, key, rules);
    } catch (error) {
      if (error instanceof HeldBack) return [];
      throw error;
    }
  }

  facts(connection: Connection, intent: PushIntent, { signal }: CallContext): Promise<AccountFacts> {
    return this.company.forIntent(accessOf(connection), intent, signal);
  }

  build(intent: PushIntent, known: KnownObject | null, key: string): BuiltRequest {
    try {
      return this.builders[intent.target as TargetName](intent, known, key);
    } catch (error) {
      if (error instanceof HeldBack) return error.decision;
      throw error;
    }
  }

  send(
    connection: Connection,
    target: string,
    request: StoredRequest,
    _key: string,
    { signal }: CallContext,
  ): Promise<PushOutcome> {
    return this.sender.send(accessOf(connection), target, request, signal);
  }

  find(
    connection: Connection,
    target: string,
    lookups: readonly Lookup[],
    { signal }: CallContext,
  ): Promise<ReadonlyMap<string, Found>> {
    return this.lookup.find(accessOf(connection), target, lookups, signal);
  }

  /**
   * Asks only where QuickBooks would take a second object: names of customers and numbers of receipts are refused if they are
   * used, and writes are free of charge, while reads are metered.
   */
  async adoptable(connection: Connection, intent: PushIntent, { signal }: CallContext): Promise<Found> {
    const { target, reference, items } = intent;
    const access = accessOf(connection);
    const [item] = items;
    try {
      if (target === 'item') return await this.lookup.named(access, target, 'Sku', skuOf(reference), signal);
      if (target !== 'journal' || !item) return { kind: 'absent' };
      return await this.lookup.named(access, target, 'DocNumber', numberOf(paymentOf(item), reference), signal);
    } catch (error) {
      // The write is refused as well then, and says why.
      if (error instanceof ProviderPermissionError) return { kind: 'absent' };
      throw error;
    }
  }

  async read(
    connection: Connection,
    { target }: TargetKey,
    externalId: string | null,
    { signal }: CallContext,
  ): Promise<KnownObject | null> {
    if (externalId === null) return null;
    const stream = streamOf(target);
    const exchange = new ProviderExchange(signal);
    const reading = this.reader.object(accessOf(connection), stream, externalId, exchange);
    if (!(await isFound(reading))) return null;
    return knownObject(await reading, isMoney(target), '');
  }

  choices(connection: Connection, rule: string, option: string, { signal }: CallContext): Promise<readonly Choice[]> {
    return this.listed.list(accessOf(connection), rule, option, signal);
  }
}
