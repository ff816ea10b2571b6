import { Stripping } from '../../stripping/stripping.js';

/**
 * A customer that is deleted, or merged into another, is gone for good, and so is the account of a loyalty programme.
 * https://developer.squareup.com/docs/customers-api/use-the-api/delete-profiles
 */
const ERASED = ['customers', 'loyalty_accounts'];

/**
 * What Square sends and must not be stored. Who knows the number of a gift card can pay with it: the last four digits
 * are kept, as with any card. https://developer.squareup.com/reference/square/objects/GiftCard
 */
export const SQUARE_STRIPPED = new Stripping(
  {
    members: {
      gan: 'lastFour',
      // Gift card activities.
      gift_card_gan: 'lastFour',
      // Bank accounts, and payments from one: of the account itself Square sends the last digits only.
      routing_number: 'remove',
      primary_bank_identification_number: 'remove',
      secondary_bank_identification_number: 'remove',
      // Payments by a Square account.
      payment_source_token: 'remove',
      // Customers, locations and recipients of invoices have objects of them; those of an item are ids of the catalogue.
      tax_ids: 'removeObjects',
    },
    messages: [/\b\d{8,20}\b/g],
  },
  ERASED,
);
