import { hash } from 'node:crypto';
import { UnreadableError } from './unreadable.error.js';
import type { InboundEvent } from '../webhook.port.js';

/** Type of the events that are kept although they cannot be understood. */
export const UNREADABLE_TYPE = 'unreadable';

/**
 * What is kept of bytes that cannot be understood: the bytes and the reason. The bytes are their own name, and the
 * prefix keeps that name apart from those that providers give.
 */
export function unreadableEvent(body: Buffer, reason: UnreadableError): InboundEvent {
  return {
    dedupeKey: `${UNREADABLE_TYPE}:${hash('sha256', body, 'hex')}`,
    eventId: null,
    type: UNREADABLE_TYPE,
    account: null,
    livemode: null,
    body,
    unreadable: reason,
  };
}
