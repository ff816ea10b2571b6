import { randomBytes, randomUUID } from 'node:crypto';
import { WebhookSender } from '../../common/webhook.sender.js';
import type { EntityEvent } from '../live/entity.event.js';
import { intuitSignature } from './intuit.signature.js';
import { notificationBody, type NotificationFormat, type VoidWord } from './notification.body.js';

interface WebhookEndpoint {
  id: string;
  url: string;
  /** The app's verifier token. */
  secret: string;
  format: NotificationFormat;
}

interface GatheringHabits {
  /** How long events wait for others to share a POST with. */
  gatherMs: number;
  /** Of how many events one POST consists at most. */
  maxEvents: number;
  voidWord: VoidWord;
  /** How a single CloudEvent is sent: in a list, or as it is. */
  lone: 'list' | 'object';
}

type SenderHabits = Parameters<WebhookSender['configure']>[0];

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md#33-batched-content-mode */
const CONTENT_TYPES = {
  list: 'application/cloudevents-batch+json; charset=utf-8',
  object: 'application/cloudevents+json; charset=utf-8',
  legacy: 'application/json; charset=utf-8',
} as const;

function contentOf({ format }: WebhookEndpoint, body: string): keyof typeof CONTENT_TYPES {
  if (format === 'legacy') return 'legacy';
  return body.startsWith('[') ? 'list' : 'object';
}

/** Endpoints belong to the app: each hears of every company, and of several in one POST. */
export class QuickBooksWebhooks {
  readonly endpoints = new Map<string, WebhookEndpoint>();
  private readonly sender = new WebhookSender();
  private habits: GatheringHabits = { gatherMs: 50, maxEvents: 100, voidWord: 'void', lone: 'list' };
  private gathered: EntityEvent[] = [];
  private gathering: NodeJS.Timeout | undefined;

  constructor() {
    // Intuit waits three seconds, and holds later notifications back until an earlier one was taken.
    this.sender.configure({ timeoutMs: 3000, headOfLine: true, concurrency: 1 });
  }

  configure(habits: Partial<GatheringHabits> & SenderHabits) {
    const own = Object.entries(habits).filter(([name, value]) => name in this.habits && value !== undefined);
    Object.assign(this.habits, Object.fromEntries(own));
    return { ...this.sender.configure(habits), ...this.habits };
  }

  register(spec: { url: string; secret?: string; format?: NotificationFormat }): WebhookEndpoint {
    const endpoint: WebhookEndpoint = {
      id: randomUUID(),
      url: spec.url,
      secret: spec.secret ?? randomBytes(18).toString('hex'),
      format: spec.format ?? 'cloudevents',
    };
    this.endpoints.set(endpoint.id, endpoint);
    return endpoint;
  }

  publish(event: EntityEvent): void {
    if (this.endpoints.size === 0) return;
    this.gathered.push(event);
    this.gathering ??= setTimeout(() => this.flush(), this.habits.gatherMs);
  }

  report() {
    const { pending, ...counts } = this.sender.report();
    return { pending: pending + (this.gathered.length > 0 ? 1 : 0), gathering: this.gathered.length, ...counts };
  }

  reset(): void {
    this.stopGathering();
    this.sender.reset();
  }

  close(): void {
    this.stopGathering();
    this.sender.close();
  }

  private stopGathering(): void {
    clearTimeout(this.gathering);
    this.gathering = undefined;
    this.gathered = [];
  }

  private flush(): void {
    const events = this.gathered;
    this.stopGathering();
    const { maxEvents, voidWord, lone } = this.habits;
    for (let at = 0; at < events.length; at += maxEvents) {
      const some = events.slice(at, at + maxEvents);
      for (const endpoint of this.endpoints.values()) {
        const body = notificationBody(some, endpoint.format, voidWord, lone);
        this.sender.send({ url: endpoint.url, compose: () => ({ body, headers: this.headers(endpoint, body) }) });
      }
    }
  }

  private headers(endpoint: WebhookEndpoint, body: string): Record<string, string> {
    return {
      'Content-Type': CONTENT_TYPES[contentOf(endpoint, body)],
      'User-Agent': 'intuit_notification_server/1.0',
      'intuit-signature': intuitSignature(body, endpoint.secret),
      'intuit-created-time': new Date().toISOString(),
      'intuit-t-id': randomUUID(),
      'intuit-notification-schema-version': endpoint.format === 'legacy' ? '0.1' : '2.0',
    };
  }
}
