import { createHash } from 'node:crypto';
import type {
  BuiltRequest,
  Choice,
  Found,
  KnownObject,
  PushedItem,
  PushIntent,
  PushOutcome,
  PushPort,
  Rules,
  StoredRequest,
  TargetKey,
} from '../../../src/providers/push.port.js';
import { nameOf } from '../../../src/providers/push.port.js';
import type { Json } from '../../../src/providers/provider.values.js';
import {
  chosenRules,
  customerKey,
  intentOf,
  itemKey,
  pushedEvent,
} from '../../../src/providers/quickbooks/testing/pushed.builders.js';
import { requestIn } from '../../../src/providers/quickbooks/testing/push.port.js';
import type { Stand } from '../stand.js';
import type { VendorAccount } from '../subject.js';

type Options = Readonly<Record<string, Readonly<Record<string, Json>>>>;

interface Posted {
  key: TargetKey;
  reference: string;
  built: BuiltRequest;
  request: StoredRequest;
  outcome: PushOutcome;
  known: KnownObject | null;
}

interface LoggedWrite {
  path: string;
  query: string;
  body: { text: string };
}

const COUNTS = {
  customers: 3,
  vendors: 2,
  products: 3,
  accounts: 12,
  classes: 2,
  sales_receipts: 0,
  refund_receipts: 0,
  journal_entries: 0,
};
const NONE = { kind: 'unknown' } as PushOutcome;
/** Writes give up after this time. */
const SETTINGS = { OUTBOUND_WRITE_TIMEOUT_SECONDS: '5', QUICKBOOKS_PUSH_PREFERENCES_RECHECK_SECONDS: '0' };

/** A company in the sandbox and the push port that posts to it, as the hub would: with links, rules and the company's facts. */
export class Books {
  /** What {@link listEvent} has made. */
  readonly listed: Posted[] = [];
  chosen = { depositTo: '', ticketItem: '', incomeAccount: '' };
  private readonly links = new Map<string, string>();

  private constructor(
    private readonly stand: Stand,
    private readonly account: VendorAccount,
    private readonly push: PushPort,
  ) {}

  static async open(stand: Stand, { multicurrency = true } = {}): Promise<Books> {
    const account = await stand.account(1, { multicurrency, scale: undefined, counts: COUNTS });
    const books = new Books(stand, account, stand.port(SETTINGS).push!);
    await books.set({ customTxnNumbers: true });
    const accounts = await books.choices('sale', 'depositTo');
    const items = await books.choices('sale', 'ticketItem');
    const income = await books.choices('item', 'incomeAccount');
    const named = (choices: readonly Choice[], name: string) => choices.find((one) => one.name.startsWith(name))!.id;
    books.chosen = {
      depositTo: named(accounts, 'Checking'),
      ticketItem: items[0]!.id,
      incomeAccount: named(income, 'Ticket'),
    };
    await stand.control.call('DELETE', `/accounts/${account.id}/writes`);
    return books;
  }

  get realm(): string {
    return this.account.id;
  }

  reference(target: string, subject: string, part = ''): string {
    return createHash('sha256')
      .update(JSON.stringify([target, subject, part]))
      .digest('hex')
      .slice(0, 32);
  }

  /** Makes the customer and the items of the event of the builders. */
  async listEvent(): Promise<void> {
    for (const key of [customerKey(), itemKey('standard'), itemKey('vip')]) {
      const posted = await this.deliver(key, pushedEvent(), {});
      this.links.set(nameOf(key), posted.known!.externalId);
      this.listed.push(posted);
    }
  }

  async post(
    target: string,
    item: PushedItem,
    related: readonly PushedItem[] = [],
    known: KnownObject | null = null,
    key = 'h',
    options: Options = {},
    { subject = item.platformId, part = '' } = {},
  ): Promise<Posted> {
    const posted = await this.deliver({ target, subject, part }, item, {
      related,
      known,
      key,
      options,
    });
    if (posted.known) this.links.set(nameOf(posted.key), posted.known.externalId);
    return posted;
  }

  build(
    target: string,
    item: PushedItem,
    related: readonly PushedItem[] = [],
    known: KnownObject | null = null,
    options: Options = {},
    part = '',
    subject = item.platformId,
  ): Promise<BuiltRequest> {
    return this.built({ target, subject, part }, item, { related, known, options });
  }

  /** Tells the company that the person is forgotten whom a target is about. */
  async forget(key: TargetKey, item: PushedItem, known: KnownObject | null, options: Options): Promise<PushOutcome> {
    const intent = { ...this.intent(key, item, { options }), isForgotten: true as const };
    const facts = await this.push.facts!(this.connection, intent, this.context);
    return this.send(key.target, requestIn(await this.push.build({ ...intent, facts }, known, 'hforgotten')));
  }

  send(target: string, request: StoredRequest): Promise<PushOutcome> {
    return this.push.send(this.connection, target, request, '', this.context);
  }

  async find(target: string, request: StoredRequest, reference: string): Promise<Found | undefined> {
    const lookups = [{ reference, request, firstSentAt: Date.now() }];
    return (await this.push.find(this.connection, target, lookups, this.context)).get(reference);
  }

  adoptable(target: string, item: PushedItem, key: TargetKey): Promise<Found> {
    return this.push.adoptable(this.connection, this.intent({ ...key, target }, item, {}), this.context);
  }

  read(target: string, { externalId }: KnownObject): Promise<KnownObject | null> {
    return this.push.read(this.connection, { target, subject: '', part: '' }, externalId, this.context);
  }

  /** Of one type. */
  async accountOfType(type: string): Promise<string> {
    const accounts = [...(await this.stand.objects(this.account, 'accounts')).values()];
    return String(accounts.find(({ AccountType }) => AccountType === type)!.Id);
  }

  choices(rule: string, option: string): Promise<readonly Choice[]> {
    return this.push.choices(this.connection, rule, option, this.context);
  }

  set(settings: Record<string, unknown>): Promise<unknown> {
    return this.stand.control.call('POST', `/accounts/${this.realm}/settings`, settings);
  }

  fault(fault: Record<string, unknown>): Promise<unknown> {
    return this.stand.control.call('POST', '/faults', { account: this.realm, ...fault });
  }

  remove(stream: string, id: string): Promise<unknown> {
    return this.stand.control.call('POST', `/accounts/${this.realm}/delete`, { stream, id });
  }

  async rename(path: string, { externalId, externalVersion }: KnownObject, name: string): Promise<void> {
    await this.raw(path, { Id: externalId, SyncToken: externalVersion, sparse: true, Name: name });
  }

  /** A receipt that a person has entered, of one line. */
  async receiptByHand(number: unknown, amount: number): Promise<void> {
    const ItemRef = { value: this.chosen.ticketItem };
    const detail = { ItemRef, Qty: 1, UnitPrice: amount, TaxCodeRef: { value: 'NON' } };
    const Line = [{ Amount: amount, DetailType: 'SalesItemLineDetail', SalesItemLineDetail: detail }];
    await this.raw('salesreceipt', { DocNumber: number, TxnDate: '2026-06-29', Line });
  }

  async vendor(name: string): Promise<void> {
    await this.raw('vendor', { DisplayName: name });
  }

  async count(stream: string): Promise<number> {
    return (await this.stand.objects(this.account, stream)).size;
  }

  async writes(): Promise<LoggedWrite[]> {
    const path = `/accounts/${this.realm}/writes`;
    return (await this.stand.control.call<{ writes: LoggedWrite[] }>('GET', path)).writes;
  }

  /** What does not add up. */
  async problems(): Promise<unknown[]> {
    return (await this.stand.control.call<{ problems: unknown[] }>('GET', `/accounts/${this.realm}/audit`)).problems;
  }

  private get connection() {
    return this.stand.connection(this.account);
  }

  private get context() {
    return { signal: new AbortController().signal };
  }

  private async deliver(key: TargetKey, item: PushedItem, more: More): Promise<Posted> {
    const built = await this.built(key, item, more);
    const reference = this.reference(key.target, key.subject, key.part);
    const posted = { key, reference, built, request: {} as StoredRequest, outcome: NONE, known: more.known ?? null };
    if (built.kind !== 'request') return posted;
    const request = requestIn(built);
    const outcome = await this.send(key.target, request);
    const known =
      outcome.kind === 'done' ? await this.read(key.target, outcome as unknown as KnownObject) : posted.known;
    return { ...posted, request, outcome, known };
  }

  private async built(key: TargetKey, item: PushedItem, more: More): Promise<BuiltRequest> {
    const intent = this.intent(key, item, more);
    const facts = await this.push.facts!(this.connection, intent, this.context);
    const operation = `${more.key ?? 'h'}${intent.reference.slice(0, 30)}${more.known ? more.known.externalVersion : ''}`;
    return this.push.build({ ...intent, facts }, more.known ?? null, operation);
  }

  private intent(key: TargetKey, item: PushedItem, { related = [], options = {} }: More): PushIntent {
    const event = item.entity === 'payments' && item.body.eventId === null ? [] : [pushedEvent()];
    return intentOf(key.target, [item], {
      ...key,
      related: [...event, ...related],
      links: this.links,
      rules: this.rules(options),
      reference: this.reference(key.target, key.subject, key.part),
    });
  }

  private rules(options: Options): Rules {
    const { depositTo, ticketItem, incomeAccount } = this.chosen;
    return chosenRules({
      ...options,
      sale: { depositTo, ticketItem, taxItem: ticketItem, feeItem: ticketItem, ...options.sale },
      item: { incomeAccount },
      reversal: { reversalAccount: incomeAccount },
    });
  }

  /** What a person does. */
  async raw(path: string, body: object): Promise<void> {
    const response = await fetch(`${this.stand.edge.url}/v3/company/${this.realm}/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${this.account.credentials.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}

interface More {
  related?: readonly PushedItem[];
  known?: KnownObject | null;
  key?: string;
  options?: Options;
}
