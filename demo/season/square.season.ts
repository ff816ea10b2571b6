import type { SandboxObject } from '../clients/control.client.js';
import { eveningOf, type ComparedObject, type SeasonAtProvider } from './compared.object.js';
import { isOfSeason } from './season.js';
import { ticketTypeOf } from './season.item.js';

type Fields = Record<string, unknown>;

/** Contacts are customers. An event is an item of the catalogue, and its ticket type a variation. */
export const squareSeason: SeasonAtProvider = {
  setUp: async () => {},
  expected: (season) => [
    ...season
      .items('contacts')
      .map(({ email, firstName, lastName }) =>
        customer({ email_address: email, given_name: firstName, family_name: lastName }),
      ),
    ...season.items('events').map((item) => {
      const { name, priceMinor: amount, currency } = ticketTypeOf(item);
      return catalogItem(item.name, [{ name, price_money: { amount, currency } }]);
    }),
  ],
  found: async (control, account) => {
    const [written, products] = await Promise.all([control.references(account), control.objects(account, 'products')]);
    const customers = written.filter(
      ({ stream, object }) => stream === 'customers' && isOfSeason(object.email_address),
    );
    return [
      ...customers.map(({ object }) => customer(object)),
      ...products.flatMap((product) => itemOfSeason(product) ?? []),
    ];
  },
};

function itemOfSeason({ object }: SandboxObject): ComparedObject | null {
  const { name, variations } = (object.item_data ?? {}) as { name?: string; variations?: Fields[] };
  if (!name?.startsWith('Evening ')) return null;
  return catalogItem(
    name,
    (variations ?? []).map(({ item_variation_data: data }) => data as Fields),
  );
}

const customer = ({ email_address: email, given_name, family_name }: Fields): ComparedObject => ({
  type: 'customers',
  key: String(email),
  content: { given_name, family_name },
});

function catalogItem(name: unknown, variations: readonly Fields[]): ComparedObject {
  const { amount, currency } = (variations[0]?.price_money ?? {}) as Fields;
  return {
    type: 'products',
    key: eveningOf(name),
    content: { name, variations: variations.map((variation) => variation.name) },
    money: { currency: String(currency), amountMinor: Number(amount) },
  };
}
