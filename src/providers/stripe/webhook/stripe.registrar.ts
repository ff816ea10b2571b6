import { createHash } from 'node:crypto';
import { isFound } from '../../kit/found.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { CallContext, Connection } from '../../connection.js';
import { text } from '../../kit/fields.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import type { WebhookRegistrarPort, WebhookRegistration } from '../../webhook.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import { STRIPE_API_VERSION } from '../api/stripe.api-version.js';
import type { StripeClient } from '../api/stripe.client.js';

/** Webhook endpoints of an account's own: https://docs.stripe.com/api/webhook_endpoints */
export class StripeRegistrar implements WebhookRegistrarPort {
  constructor(
    private readonly client: StripeClient,
    private readonly access: (connection: Connection) => StripeAccess,
  ) {}

  /** `null` for accounts of our platform: its one Connect webhook reports their events. */
  async register(connection: Connection, url: string, { signal }: CallContext): Promise<WebhookRegistration | null> {
    if (connection.authMethod !== 'key') return null;
    const exchange = new ProviderExchange(signal);
    // A call whose answer was lost is repeated. It must not leave a second, unknown endpoint.
    const idempotencyKey = `webhook-endpoint:${createHash('sha256').update(url).digest('hex')}`;
    await this.client.send(this.access(connection), 'POST /v1/webhook_endpoints', exchange, (stripe, options) =>
      stripe.webhookEndpoints.create(
        { url, enabled_events: ['*'], api_version: STRIPE_API_VERSION },
        { ...options, idempotencyKey },
      ),
    );
    const id = text(exchange.body.id);
    const secret = text(exchange.body.secret);
    if (!id || !secret) throw new ProviderProtocolError('Stripe answered a webhook endpoint without id or secret');
    return { externalIds: [id], secrets: [secret] };
  }

  async unregister(connection: Connection, externalIds: readonly string[], { signal }: CallContext): Promise<void> {
    for (const id of externalIds) {
      const exchange = new ProviderExchange(signal);
      await isFound(
        this.client.send(this.access(connection), 'DELETE /v1/webhook_endpoints/:id', exchange, (stripe, options) =>
          stripe.webhookEndpoints.del(id, undefined, options),
        ),
      );
    }
  }
}
