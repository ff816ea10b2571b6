import { randomUUID } from 'node:crypto';
import { LoopGuard } from '../../calls/loop.guard.js';
import { asRecord, items, text } from '../../kit/fields.js';
import { isFound } from '../../kit/found.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { SquareAccess } from '../api/square.access.js';
import { SQUARE_API_VERSION } from '../api/square.api-version.js';
import type { SquareClient } from '../api/square.client.js';
import { texts } from '../shape/square.fields.js';
import { SUBSCRIBED_TYPES } from '../streams/square.event-types.js';

export interface SquareSubscription {
  id: string;
  signatureKey: string;
}

/** What a subscription of ours asks for. Without a version Square takes the application's, which is any. */
const WANTED = { enabled: true, eventTypes: [...SUBSCRIBED_TYPES], apiVersion: SQUARE_API_VERSION };

/**
 * Webhook subscriptions of one application: https://developer.squareup.com/docs/webhooks/webhook-subscriptions-api
 */
export class SquareSubscriptions {
  constructor(private readonly client: SquareClient) {}

  async create(access: SquareAccess, url: string, signal: AbortSignal): Promise<SquareSubscription> {
    const exchange = new ProviderExchange(signal);
    const idempotencyKey = randomUUID();
    await this.client.send(access, 'POST /v2/webhooks/subscriptions', exchange, (square) =>
      square.webhooks.subscriptions.create({
        idempotencyKey,
        subscription: { ...WANTED, name: 'Integration service', notificationUrl: url },
      }),
    );
    return subscriptionOf(exchange);
  }

  /** What is gone already counts as removed. */
  async remove(access: SquareAccess, subscriptionId: string, signal: AbortSignal): Promise<void> {
    const exchange = new ProviderExchange(signal);
    await isFound(
      this.client.send(access, 'DELETE /v2/webhooks/subscriptions/:id', exchange, (square) =>
        square.webhooks.subscriptions.delete({ subscriptionId }),
      ),
    );
  }

  /** The subscription that delivers to `url`; `null`: there is none. */
  async known(access: SquareAccess, url: string, signal: AbortSignal): Promise<SquareSubscription | null> {
    const known = await this.find(access, url, signal);
    return known ? this.read(access, String(known.id), signal) : null;
  }

  /** The subscription that delivers to `url`, brought up to date; created where there is none. */
  async ensure(access: SquareAccess, url: string, signal: AbortSignal): Promise<SquareSubscription> {
    const known = await this.find(access, url, signal);
    if (!known) return this.create(access, url, signal);
    if (!isUpToDate(known)) await this.update(access, String(known.id), signal);
    return this.read(access, String(known.id), signal);
  }

  /** @returns without its signature key, which lists leave out */
  private async find(
    access: SquareAccess,
    url: string,
    signal: AbortSignal,
  ): Promise<Record<string, unknown> | undefined> {
    const guard = new LoopGuard('Square');
    for (let cursor: string | undefined; ;) {
      const exchange = new ProviderExchange(signal);
      await this.client.send(access, 'GET /v2/webhooks/subscriptions', exchange, (square) =>
        square.webhooks.subscriptions.list({ cursor, includeDisabled: true }),
      );
      const found = items(exchange.body.subscriptions).find((one) => one.notification_url === url && text(one.id));
      const next = text(exchange.body.cursor);
      if (found || !next) return found;
      guard.pass(next);
      cursor = next;
    }
  }

  /** Makes it ask for what a new one would ask for. One that is gone is left out. */
  async update(access: SquareAccess, subscriptionId: string, signal: AbortSignal): Promise<void> {
    const exchange = new ProviderExchange(signal);
    await isFound(
      this.client.send(access, 'PUT /v2/webhooks/subscriptions/:id', exchange, (square) =>
        square.webhooks.subscriptions.update({ subscriptionId, subscription: WANTED }),
      ),
    );
  }

  private async read(access: SquareAccess, subscriptionId: string, signal: AbortSignal): Promise<SquareSubscription> {
    const exchange = new ProviderExchange(signal);
    await this.client.send(access, 'GET /v2/webhooks/subscriptions/:id', exchange, (square) =>
      square.webhooks.subscriptions.get({ subscriptionId }),
    );
    return subscriptionOf(exchange);
  }
}

function isUpToDate({ enabled, event_types, api_version: version }: Record<string, unknown>): boolean {
  const types = new Set(texts(event_types));
  return enabled === true && version === SQUARE_API_VERSION && SUBSCRIBED_TYPES.every((type) => types.has(type));
}

function subscriptionOf({ body }: ProviderExchange): SquareSubscription {
  const { id: found, signature_key: key } = asRecord(body.subscription);
  const id = text(found);
  const signatureKey = text(key);
  if (!id || !signatureKey) throw new ProviderProtocolError('Square answered a subscription without id or key');
  return { id, signatureKey };
}
