/** A small season: an event in two currencies, its sales and their refunds. */
const DAY = '2026-06-30T18:00:00Z';
export const at = (version: number) => new Date(Date.parse(DAY) + version * 1_000).toISOString();

export const event = {
  id: 'event-1',
  venueId: 'venue-1',
  name: 'Summer Gala',
  status: 'ON_SALE',
  startsAt: '2026-07-02T01:30:00Z',
  timezone: 'America/New_York',
  ticketTypes: [
    { id: 'standard', name: 'Standard', priceMinor: 1_999, currency: 'USD' },
    { id: 'euro', name: 'Euro', priceMinor: 1_050, currency: 'EUR' },
  ],
  updatedAt: at(0),
};
export const sale = (n: number, over: object = {}) => {
  const isEuro = n % 3 === 0;
  const unitAmountMinor = isEuro ? 1_050 : 1_999;
  return {
    id: `sale-${n}`,
    orderId: `ORD-${n}`,
    eventId: 'event-1',
    type: 'ticket_purchase',
    currency: isEuro ? 'EUR' : 'USD',
    amountMinor: unitAmountMinor * 2 + 17,
    taxMinor: 17,
    status: 'completed',
    provider: 'stripe',
    lines: [
      { description: 'Seat', quantity: 2, unitAmountMinor, taxMinor: 17, ticketTypeId: isEuro ? 'euro' : 'standard' },
    ],
    occurredAt: DAY,
    updatedAt: at(1),
    ...over,
  };
};
export const refund = (n: number, over: object = {}) => ({
  id: `refund-${n}`,
  eventId: 'event-1',
  type: 'refund',
  refundOfId: `sale-${n}`,
  currency: sale(n).currency,
  amountMinor: 1_000 + n,
  status: 'completed',
  provider: 'stripe',
  occurredAt: at(60),
  updatedAt: at(60),
  ...over,
});
