import { z } from 'zod';
import { amountMinor, common, currency, id, instant, requiredText, text, zone } from './item.fields.js';

export const EVENT_STATUSES = [
  'DRAFT',
  'REVIEW',
  'APPROVED',
  'PUBLISHED',
  'ON_SALE',
  'SOLD_OUT',
  'IN_PROGRESS',
  'COMPLETED',
  'CANCELLED',
  'POSTPONED',
] as const;

const MOST_TICKET_TYPES = 200;

const ticketType = z.strictObject({
  id,
  name: requiredText(200),
  priceMinor: amountMinor,
  currency,
  quantity: z.int().min(0).nullish(),
});

export const eventItem = z.strictObject({
  ...common,
  venueId: id,
  name: requiredText(200),
  description: text().nullish(),
  status: z.enum(EVENT_STATUSES),
  startsAt: instant,
  endsAt: instant.nullish(),
  timezone: zone,
  url: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullish(),
  ticketTypes: z
    .array(ticketType)
    .max(MOST_TICKET_TYPES)
    .refine((types) => new Set(types.map((type) => type.id)).size === types.length, {
      error: 'must not have two ticket types with one id',
    }),
});
