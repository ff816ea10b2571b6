import { eveningOf, type ComparedObject, type SeasonAtProvider } from './compared.object.js';
import { isOfSeason } from './season.js';
import { nameOf, ticketTypeOf } from './season.item.js';

type Fields = Record<string, unknown>;

/** Contacts are customers, events are products, and ticket types are prices. */
export const stripeSeason: SeasonAtProvider = {
  setUp: async () => {},
  expected: (season) => [
    ...season.items('contacts').map((contact) => customer({ email: contact.email, name: nameOf(contact) })),
    ...season.items('events').map(({ name }) => product({ name, active: true })),
    ...season.items('events').map((item) => {
      const { name, currency, priceMinor } = ticketTypeOf(item);
      return price(item.id, { nickname: name, currency, unit_amount: priceMinor });
    }),
  ],
  found: async (control, account) => {
    const written = await control.references(account);
    return written.flatMap(({ stream, object }) => {
      if (stream === 'customers') return isOfSeason(object.email) ? [customer(object)] : [];
      const { hub_event_id: event } = (object.metadata ?? {}) as Fields;
      if (event === undefined) return [];
      if (stream === 'products') return [product(object)];
      // A price that was replaced is archived.
      return stream === 'prices' && object.active === true ? [price(event, object)] : [];
    });
  },
};

const customer = ({ email, name }: Fields): ComparedObject => ({
  type: 'customers',
  key: String(email),
  content: { name },
});

const product = ({ name, active }: Fields): ComparedObject => ({
  type: 'products',
  key: eveningOf(name),
  content: { name, active },
});

const price = (event: unknown, { nickname, currency, unit_amount: amount }: Fields): ComparedObject => ({
  type: 'prices',
  key: `${String(event)} ${String(nickname)}`,
  content: { nickname },
  money: { currency: String(currency).toUpperCase(), amountMinor: Number(amount) },
});
