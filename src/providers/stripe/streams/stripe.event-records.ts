import type { ProviderExchange } from '../../http/provider.exchange.js';
import { batchOf, type PageRow } from '../../kit/page.builder.js';
import type { RecordBatch } from '../../record-batch.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeCurrent, Wanted } from './stripe.current.js';
import type { CollapsedEvent } from './stripe.event-collapse.js';
import { isPartial, type StripeEvent } from './stripe.event.js';
import { linkOf, withLinks, type InvoiceLink } from './stripe.invoice-links.js';
import type { StripeNestedLists } from './stripe.nested-lists.js';
import type { StripeObject } from './stripe.page.js';
import type { StripeStream } from './stripe.stream.js';
import { partStreamsOf, streamOfObject } from './stripe.streams.js';

/** A row of the batch, with its object. */
interface State {
  stream: StripeStream;
  object: StripeObject;
  seconds: number;
  deleted: boolean;
  /** Of an object that was read, as Stripe sent it. */
  json?: string;
}

/** What the events of a page come to: their objects as records, read where the events do not tell. */
export class StripeEventRecords {
  constructor(
    private readonly current: StripeCurrent,
    private readonly nested: StripeNestedLists,
  ) {}

  /**
   * @param streams that are kept
   * @param page takes the count of requests
   */
  async of(
    access: StripeAccess,
    events: readonly CollapsedEvent[],
    streams: readonly StripeStream[],
    page: ProviderExchange,
  ): Promise<RecordBatch> {
    const states = await this.statesOf(access, events, page);
    const links = linksOf(states, streams);
    await this.addLinked(access, states, links, page);
    const rows: PageRow[] = [];
    const texts: string[] = [];
    const add = (stream: StripeStream, { seconds, deleted }: State, externalId: string, json: string) => {
      if (!streams.includes(stream)) return;
      rows.push({ type: stream.name, externalId, seconds, deleted });
      texts.push(json);
    };
    for (const state of states) {
      const { stream, object, json } = state;
      const link = stream.name === 'payments' ? links.get(object.id) : undefined;
      const text = json ?? JSON.stringify(object);
      add(stream, state, object.id, link ? JSON.stringify(withLinks(JSON.parse(text) as StripeObject, link)) : text);
      for (const parts of state.deleted ? [] : partStreamsOf(stream)) {
        const whole = json === undefined ? object : (JSON.parse(json) as StripeObject);
        for (const part of parts.partOf!.parts(whole)) add(parts, state, part.id, JSON.stringify(part));
      }
    }
    return distinct(rows, texts);
  }

  private async statesOf(
    access: StripeAccess,
    events: readonly CollapsedEvent[],
    page: ProviderExchange,
  ): Promise<State[]> {
    const open = events.filter(({ mustRead }) => mustRead).map(({ event }) => event);
    for (const event of events.filter((one) => !one.mustRead && isPartial(one.event)).map((one) => one.event)) {
      await this.nested.complete(access, event.stream, [event.object], page);
    }
    const read = await this.current.of(access, open.filter(isReadable), page);
    return events.map(({ event }) => {
      const { stream, object } = event;
      const found = read.get(object);
      if (!found) return { stream, object, seconds: event.created, deleted: event.deleted };
      // The event had happened when the object was read, so its second is a lower bound too.
      return { stream, object, ...found, seconds: Math.max(found.seconds, event.created) };
    });
  }

  /** Payments that an invoice payment names, and that no event of the page shows. */
  private async addLinked(
    access: StripeAccess,
    states: State[],
    links: ReadonlyMap<string, InvoiceLink[]>,
    page: ProviderExchange,
  ): Promise<void> {
    const payments = streamOfObject('payment_intent')!;
    const shown = new Set(states.filter(({ stream }) => stream === payments).map(({ object }) => object.id));
    const wanted: Wanted[] = [...links.keys()]
      .filter((id) => !shown.has(id))
      // It came about when its invoice payment did, or little before.
      .map((id) => ({ stream: payments, object: { id } }));
    const read = await this.current.of(access, wanted, page);
    for (const [object, state] of read) states.push({ stream: payments, object, ...state });
  }
}

/** What is part of another object cannot be read by itself. */
function isReadable({ stream }: StripeEvent): boolean {
  return stream.partOf === undefined;
}

function linksOf(states: readonly State[], streams: readonly StripeStream[]): Map<string, InvoiceLink[]> {
  const links = new Map<string, InvoiceLink[]>();
  if (!streams.some(({ name }) => name === 'payments')) return links;
  for (const { stream, object } of states) {
    const entry = stream.name === 'invoice_payments' ? linkOf(object) : null;
    if (entry) links.set(entry.payment, [...(links.get(entry.payment) ?? []), entry.link]);
  }
  return links;
}

/** A part may come both by itself and within the whole: the newer of both. */
function distinct(rows: readonly PageRow[], texts: readonly string[]): RecordBatch {
  const chosen = new Map<string, number>();
  rows.forEach(({ type, externalId, seconds }, index) => {
    const key = `${type}/${externalId}`;
    const before = chosen.get(key);
    if (before === undefined || rows[before]!.seconds < seconds) chosen.set(key, index);
  });
  const indexes = [...chosen.values()];
  return batchOf(
    'change',
    indexes.map((index) => rows[index]!),
    `[${indexes.map((index) => texts[index]!).join(',')}]`,
  );
}
