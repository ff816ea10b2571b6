import type { z } from 'zod';
import { contactItem } from './contact.item.js';
import type { Entity } from './entity.js';
import { eventItem } from './event.item.js';
import { paymentItem } from './payment.item.js';
import { ticketItem } from './ticket.item.js';

interface AnyItem {
  id: string;
  updatedAt: string;
  sequence?: number | null;
}

/** What an item of each entity looks like. */
export const ITEM_SCHEMAS: Readonly<Record<Entity, z.ZodType<AnyItem>>> = {
  events: eventItem,
  tickets: ticketItem,
  payments: paymentItem,
  contacts: contactItem,
};
