import type { CallContext, Connection } from '../../connection.js';
import type { WebhookRegistrarPort, WebhookRegistration } from '../../webhook.port.js';
import { accessOf } from '../api/square.access.js';
import type { SquarePlatformWebhook } from './square.platform-webhook.js';
import type { SquareSubscriptions } from './square.subscriptions.js';

/**
 * Subscriptions belong to an application. A connection with its own token gets its own subscription. The platform's
 * one subscription reports all merchants who have consented to our application.
 */
export class SquareRegistrar implements WebhookRegistrarPort {
  constructor(
    private readonly subscriptions: SquareSubscriptions,
    private readonly platform: SquarePlatformWebhook,
  ) {}

  async register(connection: Connection, url: string, { signal }: CallContext): Promise<WebhookRegistration | null> {
    if (connection.authMethod !== 'key') {
      await this.platform.ensure(signal);
      return null;
    }
    const { id, signatureKey } = await this.subscriptions.create(accessOf(connection), url, signal);
    return { externalIds: [id], secrets: [signatureKey] };
  }

  async update(connection: Connection, externalIds: readonly string[], { signal }: CallContext): Promise<void> {
    if (connection.authMethod !== 'key') return this.platform.ensure(signal);
    for (const id of externalIds) await this.subscriptions.update(accessOf(connection), id, signal);
  }

  async unregister(connection: Connection, externalIds: readonly string[], { signal }: CallContext): Promise<void> {
    for (const id of externalIds) await this.subscriptions.remove(accessOf(connection), id, signal);
  }
}
