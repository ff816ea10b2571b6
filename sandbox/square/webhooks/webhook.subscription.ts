import type { SquareObject } from '../square.stream.js';

export interface WebhookSubscription {
  id: string;
  name: string;
  enabled: boolean;
  /** Empty takes every type. */
  eventTypes: string[];
  url: string;
  signatureKey: string;
  apiVersion: string;
  /** Whose personal access token made it: their own events alone. Null: the application's, of every merchant. */
  account: string | null;
  createdAt: number;
  updatedAt: number;
}

export const wants = (subscription: WebhookSubscription, type: string): boolean =>
  subscription.enabled && (subscription.eventTypes.length === 0 || subscription.eventTypes.includes(type));

/** The form in which Square writes the times of subscriptions, and of nothing else. */
const zoned = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replace('T', ' ')} +0000 UTC`;

export function renderSubscription(subscription: WebhookSubscription): SquareObject {
  const { id, name, enabled, eventTypes, url, apiVersion, signatureKey, createdAt, updatedAt } = subscription;
  return {
    id,
    name,
    enabled,
    event_types: eventTypes,
    notification_url: url,
    api_version: apiVersion,
    signature_key: signatureKey,
    created_at: zoned(createdAt),
    updated_at: zoned(updatedAt),
  };
}
