import { ProviderExchange } from '../../http/provider.exchange.js';
import { text } from '../../kit/fields.js';
import { isFound } from '../../kit/found.js';
import { ABSENT, foundOf } from '../../kit/push/found.objects.js';
import type { PushLookup } from '../../kit/push/push.adapter.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import { ProviderPermissionError, ProviderRequestError } from '../../provider.errors.js';
import type { Found, KnownObject, Lookup, PushIntent } from '../../push.port.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import { literal, PAGE_LIMIT } from '../streams/quickbooks.query.js';
import type { QuickBooksQueries } from '../streams/quickbooks.queries.js';
import type { QuickBooksReader } from '../streams/quickbooks.reader.js';
import { findStream, type QuickBooksStream } from '../streams/quickbooks.streams.js';
import { skuOf } from './quickbooks.item.push.js';
import { endsWith, longReference, markIn, markOf, shortReference } from './quickbooks.names.js';
import { isOwnDocument } from './quickbooks.own-document.js';
import { knownObject } from './quickbooks.posted.js';
import { valueOf } from './quickbooks.push-requests.js';
import { isMoney, streamOf, type QuickBooksTargetName } from './quickbooks.push-targets.js';
import { numberOf } from './quickbooks.receipt.js';

type Raw = Readonly<Record<string, unknown>>;

/** Values of one condition. Reads are metered, so one query asks for many. */
const VALUES = 30;
/** Fields that queries can name and that say which of our objects it is, the best first. */
const NAMED_BY: Readonly<Record<string, readonly string[]>> = {
  customer: ['DisplayName'],
  venue_customer: ['DisplayName'],
  buyer_customer: ['DisplayName'],
  item: ['Sku', 'Name'],
  sale: ['DocNumber'],
  refund: ['DocNumber'],
  journal: ['DocNumber'],
};
/** Customers whose name changes with what they are of, and the part of our reference that their name ends with. */
const RENAMED: Readonly<Record<string, (reference: string) => string>> = {
  customer: shortReference,
  buyer_customer: longReference,
};
/** Their names are one list, with those of employees. */
const PARTIES = ['customers', 'vendors'].map((name) => findStream(name)!);
/** Notes cannot be queried, so documents of the same day and total are looked through: so many pages at most. */
const MOST_PAGES = 20;
/** Of a request whose currency is not known: the company has only one. */
const UNKNOWN_CURRENCY = '';

/** Finds objects by what our requests say of them. */
export class QuickBooksPushLookup implements PushLookup<QuickBooksAccess, QuickBooksTargetName> {
  constructor(
    private readonly queries: Pick<QuickBooksQueries, 'objects'>,
    private readonly reader: Pick<QuickBooksReader, 'object'>,
  ) {}

  /** A lookup that cannot be decided is left out. */
  async find(
    access: QuickBooksAccess,
    target: QuickBooksTargetName,
    lookups: readonly Lookup[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Found>> {
    const found = new Map<string, Found>();
    for (const field of NAMED_BY[target] ?? []) {
      const open = lookups.filter(({ reference }) => !found.has(reference));
      for (const [reference, objects] of await this.byField(access, target, field, open, signal)) {
        if (objects.length > 0) found.set(reference, foundOf(objects));
      }
    }
    for (const lookup of lookups.filter(({ reference }) => !found.has(reference))) {
      const result = await this.otherwise(access, target, lookup, signal);
      if (result) found.set(lookup.reference, result);
    }
    return found;
  }

  /**
   * Asks only where QuickBooks would take a second object: numbers of receipts are refused if they are used, and writes are free
   * of charge, while reads are metered. A name is refused, too, but another hub may know an event or a buyer by another name.
   */
  async adoptable(
    access: QuickBooksAccess,
    target: QuickBooksTargetName,
    { reference, items }: PushIntent,
    signal: AbortSignal,
  ): Promise<Found> {
    const [payment] = itemsOf(items, 'payments');
    try {
      const part = RENAMED[target]?.(reference);
      if (part !== undefined) return await this.byReference(access, target, part, reference, signal);
      if (target === 'item') return await this.named(access, target, 'Sku', skuOf(reference), signal);
      if (target !== 'journal' || !payment) return ABSENT;
      return await this.named(access, target, 'DocNumber', numberOf(payment.body, reference), signal);
    } catch (error) {
      // The write is refused as well then, and says why.
      if (error instanceof ProviderPermissionError) return ABSENT;
      throw error;
    }
  }

  /** As it is now. `null`: it is gone. */
  async read(
    access: QuickBooksAccess,
    target: QuickBooksTargetName,
    externalId: string,
    signal: AbortSignal,
  ): Promise<KnownObject | null> {
    const reading = this.reader.object(access, streamOf(target), externalId, new ProviderExchange(signal));
    if (!(await isFound(reading))) return null;
    return knownObject(await reading, isMoney(target), UNKNOWN_CURRENCY);
  }

  /** Objects with this value in this field, whatever request made them. */
  async named(
    access: QuickBooksAccess,
    target: string,
    field: string,
    value: string,
    signal: AbortSignal,
  ): Promise<Found> {
    const where = `${field} = ${literal(value)}`;
    const objects = await this.ask(access, streamOf(target), where, signal);
    return foundOf(objects.flatMap((object) => knownObject(object, isMoney(target), UNKNOWN_CURRENCY) ?? []));
  }

  /** Customers and vendors with this in their name, in whatever case. @param part letters and digits */
  async parties(access: QuickBooksAccess, part: string, signal: AbortSignal): Promise<Raw[]> {
    return (await Promise.all(PARTIES.map((stream) => this.ask(access, stream, nameWith(part), signal)))).flat();
  }

  /** A customer, under whatever name it was made or changed last. */
  private async byReference(
    access: QuickBooksAccess,
    target: string,
    part: string,
    reference: string,
    signal: AbortSignal,
  ): Promise<Found> {
    const named = await this.ask(access, streamOf(target), nameWith(part), signal);
    const ours = named.filter(({ DisplayName: name, Notes: notes }) => {
      const mark = markIn(notes);
      return endsWith(part, name) && (mark === null || mark === markOf(reference));
    });
    return foundOf(ours.flatMap((object) => knownObject(object, false, UNKNOWN_CURRENCY) ?? []));
  }

  /** What is not found by what the request says. `null`: that cannot be decided. */
  private async otherwise(
    access: QuickBooksAccess,
    target: QuickBooksTargetName,
    lookup: Lookup,
    signal: AbortSignal,
  ): Promise<Found | null> {
    if (isMoney(target)) return this.byMark(access, target, lookup, signal);
    // Another hub may have made it under another name, or somebody has given it one.
    const part = RENAMED[target]?.(lookup.reference);
    if (part !== undefined) return this.byReference(access, target, part, lookup.reference, signal);
    return absentIfNamed(target, lookup);
  }

  private async byField(
    access: QuickBooksAccess,
    target: string,
    field: string,
    lookups: readonly Lookup[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, KnownObject[]>> {
    const byValue = new Map(lookups.flatMap((lookup) => withValue(lookup, field)));
    const values = [...byValue.keys()];
    const found = new Map<string, KnownObject[]>();
    for (let from = 0; from < values.length; from += VALUES) {
      const some = values.slice(from, from + VALUES);
      const objects = await this.ask(access, streamOf(target), `${field} in (${some.map(literal).join(', ')})`, signal);
      for (const object of objects) {
        const lookup = byValue.get(String(object[field]));
        const isOther = lookup && isMoney(target) && !isOwnDocument(object, lookup.request);
        const known = lookup && !isOther && knownObject(object, isMoney(target), currencyOf(lookup));
        if (known) found.set(lookup.reference, [...(found.get(lookup.reference) ?? []), known]);
      }
    }
    return found;
  }

  /**
   * A company that has gone back to its own numbers has given the document another one. It is known by its note then,
   * among the documents of its day.
   */
  private async byMark(
    access: QuickBooksAccess,
    target: string,
    { reference, request }: Lookup,
    signal: AbortSignal,
  ): Promise<Found | null> {
    const { expects } = request;
    const stream = streamOf(target);
    if (!expects || valueOf(request, 'DocNumber') === null) return null;
    const total = stream.name === 'journal_entries' ? '' : ` and TotalAmt = ${literal(expects.total)}`;
    try {
      const objects = await this.pages(access, stream, `TxnDate = ${literal(expects.date)}${total}`, signal);
      const ours = objects.filter(({ PrivateNote: note }) => text(note)?.includes(markOf(reference)));
      return foundOf(ours.flatMap((object) => knownObject(object, true, expects.currency) ?? []));
    } catch (error) {
      // Whether these can be queried is not documented. The number has been looked for.
      if (error instanceof ProviderRequestError) return ABSENT;
      throw error;
    }
  }

  private async pages(
    access: QuickBooksAccess,
    stream: QuickBooksStream,
    where: string,
    signal: AbortSignal,
  ): Promise<Raw[]> {
    const all: Raw[] = [];
    for (let page = 0; page < MOST_PAGES; page++) {
      const objects = await this.ask(access, stream, where, signal, page * PAGE_LIMIT + 1);
      all.push(...objects);
      if (objects.length < PAGE_LIMIT) break;
    }
    return all;
  }

  private ask(
    access: QuickBooksAccess,
    stream: QuickBooksStream,
    where: string,
    signal: AbortSignal,
    position = 1,
  ): Promise<Raw[]> {
    // Inactive ones are found, too: they keep their names.
    const conditions = [where, stream.passes[0]].filter(Boolean).join(' and ');
    const query = `select * from ${stream.entity} where ${conditions} startposition ${position} maxresults ${PAGE_LIMIT}`;
    return this.queries.objects(access, stream, query, new ProviderExchange(signal));
  }
}

/** @param part letters and digits */
const nameWith = (part: string): string => `DisplayName LIKE ${literal(`%${part}%`)}`;

function withValue(lookup: Lookup, field: string): [string, Lookup][] {
  const value = valueOf(lookup.request, field);
  return value === null ? [] : [[value, lookup]];
}

const currencyOf = ({ request }: Lookup): string => request.expects?.currency ?? UNKNOWN_CURRENCY;

/** Nothing can be said of a request that does not name its object. */
function absentIfNamed(target: string, { request }: Lookup): Found | null {
  const isNamed = (NAMED_BY[target] ?? []).some((field) => valueOf(request, field) !== null);
  return isNamed ? ABSENT : null;
}
