import { randomBytes } from 'node:crypto';
import { WebhookSender } from '../../common/webhook.sender.js';
import { EVENT_SOURCES, EVENT_TYPES, type AudienceEvent, type EventSource, type EventType } from './audience.event.js';
import { bracketForm } from './bracket.form.js';
import type { MandrillEvent } from './mandrill.events.js';
import { mandrillSignature, signatureHeader } from './webhook.signature.js';

/** `unsigned` is how webhooks made before 2026 still come. */
export type DeliveryForm = 'signed' | 'unsigned' | 'mandrill';

export interface WebhookEndpoint {
  id: string;
  account: string;
  /** Null: every audience of the account. */
  listId: string | null;
  url: string;
  form: DeliveryForm;
  /** Signs; for Mandrill this is the webhook's key. */
  secret: string;
  events: Record<EventType, boolean>;
  sources: Record<EventSource, boolean>;
}

/** Mandrill posts up to a thousand events at once. */
const MANDRILL_BATCH = 1000;

export function flags<K extends string>(names: readonly K[], given: unknown, otherwise: boolean): Record<K, boolean> {
  const wanted = (given ?? {}) as Partial<Record<K, unknown>>;
  const entries = names.map((name) => [name, typeof wanted[name] === 'boolean' ? wanted[name] : otherwise]);
  return Object.fromEntries(entries) as Record<K, boolean>;
}

export class MailchimpWebhooks {
  readonly sender = new WebhookSender();
  readonly endpoints = new Map<string, WebhookEndpoint>();

  register(spec: Pick<WebhookEndpoint, 'account' | 'url'> & Partial<WebhookEndpoint>): WebhookEndpoint {
    const endpoint: WebhookEndpoint = {
      id: spec.id ?? randomBytes(5).toString('hex'),
      account: spec.account,
      listId: spec.listId ?? null,
      url: spec.url,
      form: spec.form ?? 'signed',
      secret: spec.secret ?? `mcwh_${randomBytes(16).toString('hex')}`,
      events: spec.events ?? flags(EVENT_TYPES, undefined, true),
      sources: spec.sources ?? flags(EVENT_SOURCES, undefined, true),
    };
    this.endpoints.set(endpoint.id, endpoint);
    return endpoint;
  }

  ofAudience(account: string, listId: string): WebhookEndpoint[] {
    return [...this.endpoints.values()].filter(
      (endpoint) => endpoint.account === account && endpoint.listId === listId && endpoint.form !== 'mandrill',
    );
  }

  publish(account: string, listId: string, event: AudienceEvent, source: EventSource): void {
    for (const endpoint of this.endpoints.values()) {
      const concerns = endpoint.account === account && (endpoint.listId === null || endpoint.listId === listId);
      if (!concerns || endpoint.form === 'mandrill') continue;
      if (!endpoint.events[event.type] || !endpoint.sources[source]) continue;
      const body = bracketForm({ ...event });
      this.sender.send({ url: endpoint.url, compose: () => ({ body, headers: headersFor(endpoint, body) }) });
    }
  }

  /** @returns how many requests it takes */
  publishTransactional(account: string, events: readonly MandrillEvent[]): number {
    let posts = 0;
    for (const endpoint of this.endpoints.values()) {
      if (endpoint.account !== account || endpoint.form !== 'mandrill') continue;
      for (let from = 0; from < events.length; from += MANDRILL_BATCH) {
        const params = { mandrill_events: JSON.stringify(events.slice(from, from + MANDRILL_BATCH)) };
        const body = bracketForm(params);
        const signature = mandrillSignature(endpoint.url, params, endpoint.secret);
        const headers = { ...FORM, 'User-Agent': 'Mandrill-Webhook/1.0', 'X-Mandrill-Signature': signature };
        this.sender.send({ url: endpoint.url, compose: () => ({ body, headers }) });
        posts += 1;
      }
    }
    return posts;
  }

  close(): void {
    this.sender.close();
  }
}

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

/** Signed by the machine's clock, not the sandbox's: receivers compare it with their own. */
function headersFor(endpoint: WebhookEndpoint, body: string): Record<string, string> {
  const headers = { ...FORM, 'User-Agent': 'MailChimp' };
  if (endpoint.form === 'unsigned') return headers;
  return {
    ...headers,
    'X-Mailchimp-Signature': signatureHeader(body, endpoint.secret, Math.floor(Date.now() / 1000)),
  };
}
