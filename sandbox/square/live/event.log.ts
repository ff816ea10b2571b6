import { randomUUID } from 'node:crypto';
import { iso, isoSecond } from '../dataset/square.time.js';
import type { SquareObject } from '../square.stream.js';

/** An event exactly as it is delivered, and when it happened in epoch milliseconds. */
export interface EventRecord {
  at: number;
  /** Whether the Events API was switched on at that moment. */
  searchable: boolean;
  /** Whether a platform's OAuth grant existed at that moment. */
  granted: boolean;
  /** The application's API version at that moment. */
  apiVersion: string;
  body: {
    merchant_id: string;
    location_id?: string;
    type: string;
    event_id: string;
    created_at: string;
    data: SquareObject;
  };
}

export const EVENTS_KEPT_MS = 28 * 86_400_000;

/** The time of an event with as many digits as Square gives its kind: none, milliseconds or nanoseconds. */
export function eventTime(at: number, precision: 0 | 3 | 9, id: string): string {
  if (precision === 0) return isoSecond(at);
  if (precision === 3) return iso(at);
  const nanoseconds = String(Number.parseInt(id.slice(0, 5), 16) % 1_000_000).padStart(6, '0');
  return `${iso(at).slice(0, -1)}${nanoseconds}Z`;
}

export const newEventId = (): string => randomUUID();
