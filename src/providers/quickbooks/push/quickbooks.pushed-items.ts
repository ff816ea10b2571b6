import type { PushedItem, PushIntent } from '../../push.port.js';

/** Fields of a pushed event that the books need. They were checked when the event was pushed. */
export interface PushedEvent {
  id: string;
  venueId: string;
  name: string;
  status: string;
  startsAt: string;
  timezone: string;
  ticketTypes: readonly { id: string; name: string; currency: string }[];
}

export type LineType = 'ticket' | 'fee' | 'tip' | 'donation' | 'gift_card' | 'shipping' | 'discount' | 'other';

export interface PushedLine {
  type?: LineType | null;
  description: string;
  quantity: number;
  /** Without tax. */
  unitAmountMinor: number;
  taxMinor?: number | null;
  ticketTypeId?: string | null;
}

/** Fields of a pushed payment that the books need. They were checked when the payment was pushed. */
export interface PushedPayment {
  id: string;
  orderId?: string | null;
  eventId?: string | null;
  venueId?: string | null;
  type: 'ticket_purchase' | 'refund' | 'fee' | 'payout';
  /** Gross. */
  amountMinor: number;
  currency: string;
  status: 'pending' | 'processing' | 'completed' | 'failed' | 'refunded' | 'partially_refunded';
  taxMinor?: number | null;
  provider?: string | null;
  providerPaymentId?: string | null;
  refundOfId?: string | null;
  test?: boolean | null;
  lines?: readonly PushedLine[] | null;
  occurredAt: string;
  updatedAt: string;
}

export function eventOf({ platformId: id, body }: PushedItem): PushedEvent {
  return { ...(body as unknown as PushedEvent), id };
}

export function paymentOf({ platformId: id, body }: PushedItem): PushedPayment {
  return { ...(body as unknown as PushedPayment), id };
}

/** The event that a payment is for. A refund that names none is for that of its sale. */
export function eventIdOf({ eventId }: PushedPayment, sale: PushedPayment | null): string | null {
  return eventId ?? sale?.eventId ?? null;
}

type Known = Pick<PushIntent, 'related'>;

export function relatedEvent({ related }: Known, id: string | null | undefined): PushedEvent | null {
  const item = related.find(({ entity, platformId }) => entity === 'events' && platformId === id);
  return item ? eventOf(item) : null;
}

export function relatedPayment({ related }: Known, id: string | null | undefined): PushedPayment | null {
  const item = related.find(({ entity, platformId }) => entity === 'payments' && platformId === id);
  return item ? paymentOf(item) : null;
}
