import type { z } from 'zod';
import type { Domain } from '../provider.values.js';
import { contactItem } from './contact.item.js';
import { eventItem } from './event.item.js';
import { paymentItem } from './payment.item.js';
import { ticketItem } from './ticket.item.js';

/**
 * What an item of each entity looks like. The intake checks items by these schemas, and push ports and the OpenAPI document
 * derive their types from them.
 */
export const ITEM_SCHEMAS = {
  events: eventItem,
  tickets: ticketItem,
  payments: paymentItem,
  contacts: contactItem,
} satisfies Record<Domain, z.ZodType>;

/** An item that was checked, by its entity. */
export type Items = { [E in Domain]: z.infer<(typeof ITEM_SCHEMAS)[E]> };
