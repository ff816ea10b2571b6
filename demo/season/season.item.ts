/** What the platform pushes, as `POST /api/v1/sync/<entity>` names it. */
export type SeasonEntity = 'events' | 'tickets' | 'payments' | 'contacts';

/** An object of the platform, as it is pushed. */
export type SeasonItem = { id: string } & Record<string, unknown>;

export interface SeasonTicketType {
  id: string;
  name: string;
  priceMinor: number;
  currency: string;
}

/** An event of a season has one ticket type. */
export function ticketTypeOf({ ticketTypes }: SeasonItem): SeasonTicketType {
  return (ticketTypes as SeasonTicketType[])[0]!;
}

/** Of a contact. */
export const nameOf = ({ firstName, lastName }: SeasonItem): string => `${String(firstName)} ${String(lastName)}`;
