import { createHash } from 'node:crypto';
import { isFound } from '../../kit/found.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { CallContext, Connection } from '../../connection.js';
import { items, text } from '../../kit/fields.js';
import { PAGE_LIMIT } from '../stripe.config.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import type { WebhookRegistrarPort, WebhookRegistration } from '../../webhook.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import { STRIPE_API_VERSION } from '../api/stripe.api-version.js';
import type { StripeClient } from '../api/stripe.client.js';

/** A new idempotency key is tried so many times in one registration. */
const MOST_GENERATIONS = 2;

/** Webhook endpoints of an account's own: https://docs.stripe.com/api/webhook_endpoints */
export class StripeRegistrar implements WebhookRegistrarPort {
  constructor(
    private readonly client: StripeClient,
    private readonly access: (connection: Connection) => StripeAccess,
  ) {}

  /** `null` for accounts of our platform: its one Connect webhook reports their events. */
  async register(connection: Connection, url: string, { signal }: CallContext): Promise<WebhookRegistration | null> {
    if (connection.authMethod !== 'key') return null;
    for (let generation = 0; ; generation += 1) {
      const exchange = new ProviderExchange(signal);
      try {
        await this.create(connection, url, generation, exchange);
      } catch (error) {
        if (generation === MOST_GENERATIONS || !isKept(exchange)) throw error;
        // What failed may yet have left an endpoint, whose secret is lost.
        await this.unregister(connection, await this.endpointsAt(connection, url, signal), { signal });
        continue;
      }
      const id = text(exchange.body.id);
      const secret = text(exchange.body.secret);
      if (!id || !secret) throw new ProviderProtocolError('Stripe answered a webhook endpoint without id or secret');
      return { externalIds: [id], secrets: [secret] };
    }
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

  /** A call whose answer was lost is repeated with its key, so that it leaves no second, unknown endpoint. */
  private create(connection: Connection, url: string, generation: number, exchange: ProviderExchange): Promise<void> {
    const name = generation === 0 ? url : `${url}#${generation}`;
    const idempotencyKey = `webhook-endpoint:${createHash('sha256').update(name).digest('hex')}`;
    return this.client.send(this.access(connection), 'POST /v1/webhook_endpoints', exchange, (stripe, options) =>
      stripe.webhookEndpoints.create(
        { url, enabled_events: ['*'], api_version: STRIPE_API_VERSION },
        { ...options, idempotencyKey },
      ),
    );
  }

  private async endpointsAt(connection: Connection, url: string, signal: AbortSignal): Promise<string[]> {
    const exchange = new ProviderExchange(signal);
    await this.client.send(this.access(connection), 'GET /v1/webhook_endpoints', exchange, (stripe, options) =>
      stripe.webhookEndpoints.list({ limit: PAGE_LIMIT }, options),
    );
    const endpoints = items(exchange.body.data).filter((endpoint) => endpoint.url === url);
    return endpoints.map(({ id }) => text(id)).filter((id) => id !== null);
  }
}

/** Stripe keeps its answer 5xx for a day, and sends it again for the same key. */
function isKept({ status }: ProviderExchange): boolean {
  return status !== undefined && status >= 500;
}
