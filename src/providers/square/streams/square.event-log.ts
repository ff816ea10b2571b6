import { z } from 'zod';
import { forEachConcurrent } from '../../../common/for-each-concurrent.js';
import { checkedCursor } from '../../kit/checked.cursor.js';
import { items, text } from '../../kit/fields.js';
import { LoopGuard } from '../../calls/loop.guard.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import {
  ProviderCredentialsError,
  ProviderNotFoundError,
  ProviderPermissionError,
  ProviderRequestError,
} from '../../provider.errors.js';
import { batchOf, pageOf } from '../../kit/page.builder.js';
import { lighterPages, pageSizeSchema, type PageSize } from '../../kit/page.size.js';
import type { Walk } from '../../kit/walk.js';
import type { PullPage } from '../../provider.port.js';
import type { RecordBatch } from '../../record-batch.js';
import type { WebhookEffect } from '../../webhook.port.js';
import type { SquareAccess } from '../api/square.access.js';
import type { SquareApplication } from '../api/square.application.js';
import type { SquareClient } from '../api/square.client.js';
import { squareEffects } from './square.event.js';
import { readPage } from './square.page.js';
import type { SquareReader } from './square.reader.js';
import type { SquareStream } from './square.streams.js';

/** Single objects of one page that are being read side by side. */
const READS_AT_ONCE = 8;

/** Most events that a page may have. */
const EVENTS_A_PAGE = 100;

const CURSOR = checkedCursor<{ after: string; pageSize?: PageSize }>({
  name: "Square's log of events",
  version: 1,
  schema: z.object({ after: z.string(), pageSize: pageSizeSchema.optional() }),
  // It was Square's own cursor alone.
  unversioned: (after) => ({ after }),
});

type State = Omit<Extract<WebhookEffect, { kind: 'snapshot' }>, 'kind' | 'type'>;

/**
 * Square's log of events, of the last 28 days: https://developer.squareup.com/docs/events-api/overview
 *
 * Events belong to the application, so Square opens its log to a personal access token alone: to that of the merchant's own
 * application, or to ours for those who consented to it. It records nothing until it is switched on.
 */
export class SquareEventLog {
  constructor(
    private readonly client: SquareClient,
    private readonly reader: SquareReader,
    private readonly application: SquareApplication,
  ) {}

  /** Whether there is a token that may ask for it. */
  canAsk(merchant: SquareAccess): boolean {
    return this.application.accessTo(merchant) !== null;
  }

  /**
   * Switches the log on, which does nothing where it is on already.
   * @returns whether Square lets us
   */
  async open(merchant: SquareAccess, exchange: ProviderExchange): Promise<boolean> {
    const access = this.application.accessTo(merchant);
    if (!access) return false;
    try {
      await this.client.send(access, 'PUT /v2/events/enable', exchange, (square) => square.events.enableEvents());
      return true;
    } catch (error) {
      if (isRefused(error)) return false;
      throw error;
    }
  }

  /**
   * Changes of the stream that events since `from` (RFC 3339) report, oldest first.
   * @param types types of the events to read
   * @returns `null` in place of a page when Square no longer gives access to the log
   */
  async *walk(
    { access, cursor, signal }: Walk<SquareAccess>,
    stream: SquareStream,
    types: readonly string[],
    from: string,
  ): AsyncGenerator<PullPage | null> {
    const application = this.application.accessTo(access);
    if (!application) {
      yield null;
      return;
    }
    const guard = new LoopGuard('Square');
    const filter = { eventTypes: [...types], merchantIds: [access.account], createdAt: { startAt: from } };
    const query = { filter, sort: { field: 'DEFAULT', order: 'ASC' } } as const;
    let { after: before, pageSize } = CURSOR.read(cursor) ?? {};
    for (let first = cursor === null; ; first = false) {
      const exchange = new ProviderExchange(signal);
      try {
        const request = (limit: number) =>
          this.client.send(application, 'POST /v2/events', exchange, (square) =>
            square.events.searchEvents({ limit, cursor: before, query }),
          );
        ({ pageSize } = await lighterPages({ sizes: { largest: EVENTS_A_PAGE }, pageSize, exchange, request }));
      } catch (error) {
        if (!isRefused(error)) throw error;
        yield null;
        return;
      }
      const { objects: events, next } = readPage(exchange, 'events', before, guard);
      const watermark = exchange.seconds;
      const effects = effectsBy(exchange.body.metadata);
      const own = events.filter(({ merchant_id: merchant }) => merchant === access.account);
      const records = await this.recordsOf(access, stream, own.flatMap(effects), exchange);
      yield pageOf(exchange, {
        records,
        cursor: next && CURSOR.write({ after: next, ...(pageSize && { pageSize }) }),
        ...(first && { watermark }),
      });
      if (next === null) return;
      before = next;
    }
  }

  private async recordsOf(
    access: SquareAccess,
    stream: SquareStream,
    effects: readonly WebhookEffect[],
    page: ProviderExchange,
  ): Promise<RecordBatch> {
    const { newest, unsettled } = collapse(stream, effects);
    await forEachConcurrent(unsettled, READS_AT_ONCE, async (id) => {
      const exchange = new ProviderExchange(page.signal);
      try {
        const read = await this.reader.read(access, stream, id, page.signal, exchange);
        if (read) newest.set(id, { externalId: id, ...read });
      } finally {
        page.add(exchange);
      }
    });
    const states = [...newest.values()];
    const rows = states.map((state) => ({ type: stream.name, sequence: 0, ...state }));
    return batchOf('change', rows, `[${states.map(({ json }) => json).join(',')}]`);
  }
}

/** Effects of an event of this answer, which says beside the events in which API version each is written. */
function effectsBy(metadata: unknown): (event: Record<string, unknown>) => WebhookEffect[] {
  const versions = new Map(items(metadata).map((about) => [about.event_id, text(about.api_version)]));
  return (event) => squareEffects(event, versions.get(event.event_id) ?? undefined);
}

/** The newest state of each object, and the objects whose newest state the events do not tell. */
function collapse(
  stream: SquareStream,
  effects: readonly WebhookEffect[],
): { newest: Map<string, State>; unsettled: Set<string> } {
  const newest = new Map<string, State>();
  const unsettled = new Set<string>();
  for (const effect of effects) {
    if (!('externalId' in effect) || effect.type !== stream.name) continue;
    const { externalId: id } = effect;
    if (effect.kind === 'pointer') {
      unsettled.add(id);
      continue;
    }
    const known = newest.get(id);
    const order = known ? effect.seconds - known.seconds || (effect.sequence ?? 0) - (known.sequence ?? 0) : 1;
    if (order > 0) newest.set(id, effect);
    else if (order === 0 && known?.json !== effect.json) unsettled.add(id);
  }
  // A deleted object stays deleted, even if other events still name it.
  for (const id of unsettled) if (newest.get(id)?.deleted) unsettled.delete(id);
  return { newest, unsettled };
}

/** Which of the errors Square has for it is not documented; a token that is void altogether fails the next call. */
function isRefused(error: unknown): boolean {
  return [ProviderPermissionError, ProviderCredentialsError, ProviderRequestError, ProviderNotFoundError].some(
    (refusal) => error instanceof refusal,
  );
}
