import { randomBytes, randomUUID } from 'node:crypto';
import { WebhookSender, type DeliveryAttempt } from '../../common/webhook.sender.js';
import type { SandboxClock } from '../../common/sandbox.clock.js';
import type { EventRecord } from '../live/event.log.js';
import type { SquareAccount } from '../live/square.account.js';
import { API_VERSION } from '../square.version.js';
import { signature } from './webhook.signature.js';
import { wants, type WebhookSubscription } from './webhook.subscription.js';

type SubscriptionSpec = Pick<WebhookSubscription, 'account' | 'url'> & Partial<WebhookSubscription>;

export class SquareWebhooks {
  readonly sender = new WebhookSender();
  readonly subscriptions = new Map<string, WebhookSubscription>();

  constructor(private readonly clock: SandboxClock) {}

  register(spec: SubscriptionSpec): WebhookSubscription {
    const now = this.clock.milliseconds();
    const subscription: WebhookSubscription = {
      id: `wbhk_${randomUUID().replaceAll('-', '')}`,
      account: spec.account,
      url: spec.url,
      name: spec.name ?? 'Sandbox subscription',
      enabled: spec.enabled ?? true,
      eventTypes: spec.eventTypes ?? [],
      signatureKey: spec.signatureKey ?? this.newKey(),
      apiVersion: spec.apiVersion ?? API_VERSION,
      createdAt: now,
      updatedAt: now,
    };
    this.subscriptions.set(subscription.id, subscription);
    return subscription;
  }

  newKey(): string {
    return randomBytes(16).toString('base64url');
  }

  publish(account: SquareAccount, event: EventRecord): void {
    for (const subscription of this.subscriptions.values()) {
      const concerns = subscription.account === null ? event.granted : subscription.account === account.id;
      if (concerns && wants(subscription, event.body.type)) this.deliver(subscription, event);
    }
  }

  close(): void {
    this.sender.close();
  }

  private deliver(subscription: WebhookSubscription, event: EventRecord): void {
    const body = JSON.stringify(event.body);
    this.sender.send({
      url: subscription.url,
      compose: (attempt) => ({ body, headers: headersOf(subscription, body, attempt) }),
    });
  }
}

function headersOf(subscription: WebhookSubscription, body: string, attempt: DeliveryAttempt): Record<string, string> {
  const { retry, since, former } = attempt;
  return {
    'Content-Type': 'application/json',
    'User-Agent': 'Square Connect v2',
    'x-square-hmacsha256-signature': signature(subscription.signatureKey, subscription.url, body),
    'square-environment': 'Sandbox',
    'square-initial-delivery-timestamp': new Date(since).toISOString(),
    ...(retry === 0
      ? {}
      : {
          'square-retry-number': String(retry),
          'square-retry-reason':
            former === 'timeout' ? 'http_timeout' : former === 'unreachable' ? 'other_error' : 'http_error',
        }),
  };
}
