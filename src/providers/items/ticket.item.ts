import { z } from 'zod';
import { amountMinor, common, currency, email, id, instant, requiredText, text } from './item.fields.js';

const TICKET_STATUSES = [
  'available',
  'reserved',
  'sold',
  'minted',
  'active',
  'transferred',
  'checked_in',
  'used',
  'revoked',
  'refunded',
  'expired',
  'cancelled',
] as const;

const holder = z.strictObject({
  id,
  email,
  firstName: text(100).nullish(),
  lastName: text(100).nullish(),
  phone: text(40).nullish(),
});

export const ticketItem = z.strictObject({
  ...common,
  eventId: id,
  ticketTypeId: id,
  ticketNumber: requiredText(100),
  status: z.enum(TICKET_STATUSES),
  priceMinor: amountMinor,
  currency,
  holder,
  orderId: id.nullish(),
  purchasedAt: instant,
});
