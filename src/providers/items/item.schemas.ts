import { z } from 'zod';
import type { Domain } from '../provider.values.js';
import { contactItem } from './contact.item.js';
import { eventItem } from './event.item.js';
import { paymentItem } from './payment.item.js';
import { ticketItem } from './ticket.item.js';

/**
 * What an item of each entity looks like. The intake checks items by these schemas, and push ports and the OpenAPI document
 * derive their types from them. They are compiled, because most of the time of the intake went into them: a valid item is
 * checked in a sixth of the time. Any other item is then checked by the schema as it is written, so its errors are the same.
 */
export const ITEM_SCHEMAS = {
  events: z.compile(eventItem),
  tickets: z.compile(ticketItem),
  payments: z.compile(paymentItem),
  contacts: z.compile(contactItem),
} satisfies Record<Domain, z.ZodType>;

/** An item that was checked, by its entity. */
export type Items = { [E in Domain]: z.infer<(typeof ITEM_SCHEMAS)[E]> };
