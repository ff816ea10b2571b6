/** Items of outbound, in versions: each is a second later than the one before. */
const START = Date.parse('2026-03-01T10:00:00Z');
export const at = (version: number) => new Date(START + version * 1_000).toISOString();

export const contact = (id: string, version = 1, over: object = {}) => ({
  id,
  email: `${id}@example.org`,
  firstName: `version ${version}`,
  emailConsent: 'unknown',
  updatedAt: at(version),
  ...over,
});
/** One and the same contact. */
export const guest = (over: object = {}) =>
  contact('con_1', 0, { email: 'ada@example.org', firstName: 'Ada', ...over });
export const payment = (id: string, version = 1, over: object = {}) => ({
  id,
  type: 'ticket_purchase',
  amountMinor: 1_000,
  currency: 'EUR',
  status: 'completed',
  occurredAt: at(0),
  providerPaymentId: `version ${version}`,
  updatedAt: at(version),
  ...over,
});
export const ticket = (id: string, holder: string, version = 1, over: object = {}) => ({
  id,
  eventId: 'evt_1',
  ticketTypeId: 'tt_1',
  ticketNumber: id,
  status: 'sold',
  priceMinor: 1_000,
  currency: 'EUR',
  holder: { id: holder, email: `${holder}@example.org` },
  purchasedAt: at(0),
  updatedAt: at(version),
  ...over,
});
