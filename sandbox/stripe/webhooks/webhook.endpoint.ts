import type { StripeObject } from '../stripe.stream.js';

export interface WebhookEndpoint {
  id: string;
  /** Whose endpoint it is; a Connect endpoint belongs to the platform. */
  account: string;
  connect: boolean;
  thin: boolean;
  url: string;
  /** The current secret first; a former one stays valid while it is being rolled. */
  secrets: { value: string; until: number }[];
  enabledEvents: string[];
  /** That its events are rendered in; `null`: that of the account. */
  apiVersion: string | null;
  created: number;
  description: string | null;
}

export function matchesType(pattern: string, type: string): boolean {
  if (pattern === '*') return true;
  return pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : pattern === type;
}

export function wants(endpoint: WebhookEndpoint, type: string): boolean {
  return endpoint.enabledEvents.some((pattern) => matchesType(pattern.replace(/^v1\./, ''), type));
}

export function renderEndpoint(endpoint: WebhookEndpoint, withSecret = false): StripeObject {
  return {
    id: endpoint.id,
    object: 'webhook_endpoint',
    api_version: endpoint.apiVersion,
    application: null,
    created: endpoint.created,
    description: endpoint.description,
    enabled_events: endpoint.enabledEvents,
    livemode: false,
    metadata: {},
    ...(withSecret ? { secret: endpoint.secrets[0]!.value } : {}),
    status: 'enabled',
    url: endpoint.url,
  };
}
