import type { CallContext, Connection } from '../../connection.js';
import { PushAdapter } from '../../kit/push/push.adapter.js';
import type {
  AccountFacts,
  BuiltRequest,
  KnownObject,
  Need,
  PushedItem,
  PushIntent,
  Rules,
  TargetKey,
} from '../../push.port.js';
import { accessOf, type QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksClient } from '../api/quickbooks.client.js';
import type { QuickBooksSettings } from '../quickbooks.config.js';
import type { QuickBooksQueries } from '../streams/quickbooks.queries.js';
import type { QuickBooksReader } from '../streams/quickbooks.reader.js';
import { QuickBooksCompanyFacts } from './quickbooks.company-facts.js';
import { buildBuyerCustomer } from './quickbooks.buyer.push.js';
import { buildCustomer, buildVenueCustomer } from './quickbooks.customer.push.js';
import { HeldBack } from './quickbooks.held-back.js';
import { QuickBooksHolders } from './quickbooks.holders.js';
import { buildItem } from './quickbooks.item.push.js';
import { buildReversal } from './quickbooks.journal.push.js';
import { QuickBooksPushChoices } from './quickbooks.push-choices.js';
import { QuickBooksPushLookup } from './quickbooks.push-lookup.js';
import { furtherReads, neededBy, planForQuickBooks } from './quickbooks.push-plan.js';
import { QUICKBOOKS_PUSH_RULES } from './quickbooks.push-rules.js';
import { QuickBooksPushSender } from './quickbooks.push-sender.js';
import { quickbooksPushTargets, type QuickBooksTargetName } from './quickbooks.push-targets.js';
import { buildReceipt } from './quickbooks.receipt.push.js';
import { REFUND } from './quickbooks.refund.push.js';
import { SALE } from './quickbooks.sale.push.js';
import { readTakenBack } from './quickbooks.taken-back.js';

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
export class QuickBooksPush extends PushAdapter<QuickBooksAccess, QuickBooksTargetName, BuiltRequest> {
  readonly plan = planForQuickBooks;
  readonly reads = furtherReads;
  private readonly company: QuickBooksCompanyFacts;
  private readonly documents: QuickBooksPushLookup;

  constructor({ settings, client, queries, reader }: Parts) {
    const company = new QuickBooksCompanyFacts(reader, settings.preferences);
    const lookup = new QuickBooksPushLookup(queries, reader);
    const listed = new QuickBooksPushChoices(queries, company);
    const { limits } = settings;
    super({
      targets: quickbooksPushTargets(settings),
      rules: QUICKBOOKS_PUSH_RULES,
      accessOf,
      builders: {
        customer: buildCustomer,
        venue_customer: buildVenueCustomer,
        buyer_customer: buildBuyerCustomer,
        item: buildItem,
        sale: (intent, known, key) => buildReceipt(SALE, intent, known, key, limits),
        refund: (intent, known, key) => buildReceipt(REFUND, intent, known, key, limits),
        journal: (intent, known, key) => buildReversal(intent, known, key, limits),
      },
      lookup,
      sender: new QuickBooksPushSender(client, new QuickBooksHolders(lookup), company),
      choices: (access, _rule, option, signal) => listed.list(access, option, signal),
    });
    this.company = company;
    this.documents = lookup;
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

  async facts(connection: Connection, intent: PushIntent, { signal }: CallContext): Promise<AccountFacts> {
    const access = accessOf(connection);
    const facts = await this.company.forIntent(access, intent, signal);
    // A company that lets nothing be read holds the request back anyway.
    return 'refusal' in facts ? facts : { ...facts, ...(await readTakenBack(this.documents, access, intent, signal)) };
  }

  override build(intent: PushIntent, known: KnownObject | null, key: string): BuiltRequest {
    try {
      return super.build(intent, known, key);
    } catch (error) {
      if (error instanceof HeldBack) return error.decision;
      throw error;
    }
  }
}
