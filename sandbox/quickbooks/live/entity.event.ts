import { randomUUID } from 'node:crypto';
import type { StreamName } from '../quickbooks.entity.js';

export type EntityOperation = 'created' | 'updated' | 'deleted' | 'merged' | 'emailed' | 'void';

/** What a webhook tells about one change: whose, which, when, never the content. */
export interface EntityEvent {
  id: string;
  realmId: string;
  stream: StreamName;
  operation: EntityOperation;
  entityId: string;
  /** Epoch milliseconds of the sandbox's clock. */
  timeMs: number;
  data: Record<string, string>;
}

export function entityEvent(event: Omit<EntityEvent, 'id'>): EntityEvent {
  return { id: randomUUID(), ...event };
}
