import { randomUUID } from 'node:crypto';
import type { CallContext, Connection } from '../../connection.js';
import { asRecord, text } from '../../kit/fields.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { isFound } from '../../kit/found.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { WebhookRegistrarPort, WebhookRegistration } from '../../webhook.port.js';
import { accessOf } from '../api/square.access.js';
import type { SquareClient } from '../api/square.client.js';
import { SQUARE_STREAMS } from '../streams/square.streams.js';

/** Those that Square has renamed can no longer be subscribed to. */
const RENAMED = new Set(['dispute.state.changed', 'dispute.evidence.added', 'dispute.evidence.removed']);

const EVENT_TYPES = [...SQUARE_STREAMS.flatMap(({ eventTypes }) => eventTypes), 'oauth.authorization.revoked'].filter(
  (type) => !RENAMED.has(type),
);

/**
 * Subscriptions belong to an application. A connection with its own token gets its own subscription. The platform's
 * subscription reports merchants who have consented to our application. https://developer.squareup.com/docs/webhooks/webhook-subscriptions-api
 */
export class SquareRegistrar implements WebhookRegistrarPort {
  constructor(private readonly client: SquareClient) {}

  async register(connection: Connection, url: string, { signal }: CallContext): Promise<WebhookRegistration | null> {
    if (connection.authMethod !== 'key') return null;
    const exchange = new ProviderExchange(signal);
    const idempotencyKey = randomUUID();
    await this.client.send(accessOf(connection), 'POST /v2/webhooks/subscriptions', exchange, (square) =>
      square.webhooks.subscriptions.create({
        idempotencyKey,
        subscription: { name: 'Integration service', enabled: true, eventTypes: EVENT_TYPES, notificationUrl: url },
      }),
    );
    const { id, signature_key: key } = asRecord(exchange.body.subscription);
    const externalId = text(id);
    const secret = text(key);
    if (!externalId || !secret) throw new ProviderProtocolError('Square answered a subscription without id or key');
    return { externalIds: [externalId], secrets: [secret] };
  }

  async unregister(connection: Connection, externalIds: readonly string[], { signal }: CallContext): Promise<void> {
    for (const subscriptionId of externalIds) {
      const exchange = new ProviderExchange(signal);
      await isFound(
        this.client.send(accessOf(connection), 'DELETE /v2/webhooks/subscriptions/:id', exchange, (square) =>
          square.webhooks.subscriptions.delete({ subscriptionId }),
        ),
      );
    }
  }
}
