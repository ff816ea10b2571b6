import { randomBytes } from 'node:crypto';
import type { SandboxClock } from '../../common/sandbox.clock.js';
import { WebhookSender } from '../../common/webhook.sender.js';
import type { ConnectPlatform } from '../connect/connect.platform.js';
import { renderEvent, renderThinEvent, type EventRecord } from '../live/event.log.js';
import type { StripeAccount } from '../live/stripe.account.js';
import { SHAPES, STREAM_BY_OBJECT } from '../stripe.stream.js';
import { wants, type WebhookEndpoint } from './webhook.endpoint.js';
import { signatureHeader } from './webhook.signature.js';

type EndpointSpec = Pick<WebhookEndpoint, 'account' | 'url'> & Partial<WebhookEndpoint> & { secret?: string };

export class StripeWebhooks {
  readonly sender = new WebhookSender();
  readonly endpoints = new Map<string, WebhookEndpoint>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly platform: ConnectPlatform,
  ) {}

  register(spec: EndpointSpec): WebhookEndpoint {
    const endpoint: WebhookEndpoint = {
      id: `we_1${randomBytes(12).toString('hex').slice(0, 23)}`,
      account: spec.account,
      connect: spec.connect ?? false,
      thin: spec.thin ?? false,
      url: spec.url,
      secrets: [{ value: spec.secret ?? `whsec_${randomBytes(16).toString('hex')}`, until: Number.POSITIVE_INFINITY }],
      apiVersion: spec.apiVersion ?? null,
      enabledEvents: spec.enabledEvents ?? ['*'],
      created: this.clock.now(),
      description: spec.description ?? null,
    };
    this.endpoints.set(endpoint.id, endpoint);
    return endpoint;
  }

  /** Both secrets sign until the overlap is over, as while a secret is rolled in the dashboard. */
  roll(endpoint: WebhookEndpoint, secret: string, overlapSeconds: number): void {
    const until = Date.now() / 1000 + overlapSeconds;
    const former = endpoint.secrets.map((entry) => ({ ...entry, until: Math.min(entry.until, until) }));
    endpoint.secrets = [{ value: secret, until: Number.POSITIVE_INFINITY }, ...former];
  }

  publish(account: StripeAccount, event: EventRecord): void {
    const isConnected = this.platform.connected.has(account.id) || event.type === 'account.application.deauthorized';
    for (const endpoint of this.endpoints.values()) {
      const concerns = endpoint.connect
        ? isConnected && endpoint.account === this.platform.account
        : endpoint.account === account.id && !event.type.startsWith('account.application.');
      if (concerns && wants(endpoint, event.type)) this.deliver(endpoint, account, event);
    }
  }

  close(): void {
    this.sender.close();
  }

  private deliver(endpoint: WebhookEndpoint, account: StripeAccount, event: EventRecord): void {
    event.pending += 1;
    this.sender.send({
      url: endpoint.url,
      compose: () => this.compose(endpoint, account, event),
      settled: (delivered) => {
        event.pending -= 1;
        if (!delivered) event.undelivered = true;
      },
    });
  }

  /** Signed by the machine's clock, not the sandbox's: receivers compare it with their own. */
  private compose(endpoint: WebhookEndpoint, account: StripeAccount, event: EventRecord) {
    const tenant = endpoint.connect ? account.id : undefined;
    const rendered = endpoint.thin
      ? renderThinEvent(event, tenant, objectPath(event))
      : renderEvent(event, account, endpoint.apiVersion ?? account.apiVersion, tenant);
    const body = JSON.stringify(rendered, null, 2);
    const seconds = Date.now() / 1000;
    const secrets = endpoint.secrets.filter((secret) => secret.until > seconds).map((secret) => secret.value);
    return {
      body,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'Stripe-Signature': signatureHeader(body, secrets, Math.floor(seconds)),
      },
    };
  }
}

export function objectPath(event: EventRecord): string | null {
  const stream = STREAM_BY_OBJECT.get(event.object.object);
  return stream ? SHAPES[stream].path : null;
}
