import type { z } from 'zod';
import type { ITEM_SCHEMAS } from '../../providers/items/item.schemas.js';
import type { Entity } from './entity.js';

/** One item of each entity, for the OpenAPI document. They belong together: a ticket that was sold for the event. */
export const ITEM_EXAMPLES: { [E in Entity]: z.input<(typeof ITEM_SCHEMAS)[E]> } = {
  events: {
    id: 'evt_81',
    venueId: 'venue-42',
    name: 'Summer night',
    status: 'ON_SALE',
    startsAt: '2026-07-04T18:00:00Z',
    timezone: 'Europe/Paris',
    ticketTypes: [{ id: 'tt_7', name: 'Standing', priceMinor: 2_500, currency: 'EUR', quantity: 400 }],
    updatedAt: '2026-03-14T09:26:53Z',
  },
  tickets: {
    id: 'tic_5512',
    eventId: 'evt_81',
    ticketTypeId: 'tt_7',
    ticketNumber: 'A-5512',
    status: 'sold',
    priceMinor: 2_500,
    currency: 'EUR',
    holder: { id: 'usr_9', email: 'ada@example.org', firstName: 'Ada', lastName: 'Example' },
    orderId: 'ord_310',
    purchasedAt: '2026-03-14T09:26:50Z',
    updatedAt: '2026-03-14T09:26:53Z',
  },
  payments: {
    id: 'pay_1042',
    orderId: 'ord_310',
    eventId: 'evt_81',
    type: 'ticket_purchase',
    amountMinor: 2_500,
    currency: 'EUR',
    status: 'completed',
    taxMinor: 130,
    customer: { id: 'usr_9', email: 'ada@example.org', name: 'Ada Example' },
    lines: [
      {
        type: 'ticket',
        description: 'Standing',
        quantity: 1,
        unitAmountMinor: 2_370,
        taxMinor: 130,
        ticketTypeId: 'tt_7',
      },
    ],
    occurredAt: '2026-03-14T09:26:50Z',
    updatedAt: '2026-03-14T09:26:53Z',
  },
  contacts: {
    id: 'usr_9',
    email: 'ada@example.org',
    firstName: 'Ada',
    lastName: 'Example',
    tags: ['newsletter'],
    emailConsent: 'granted',
    consentAt: '2026-03-14T09:20:00Z',
    consentSource: 'checkout',
    updatedAt: '2026-03-14T09:26:53Z',
  },
};
