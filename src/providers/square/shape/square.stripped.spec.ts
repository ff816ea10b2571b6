import { describe, expect, it } from '@jest/globals';
import { normaliseSquare } from './square.shapes.js';
import { SQUARE_STRIPPED } from './square.stripped.js';

const GAN = '7783320010000042';
const strip = (value: object) => JSON.parse(SQUARE_STRIPPED.json(JSON.stringify(value))) as unknown;

describe('What Square sends and must not be stored', () => {
  it('is all but the last four of a gift card number, wherever it stands', () => {
    const event = (gan: string) => ({
      type: 'gift_card.activity.created',
      data: { object: { gift_card_activity: { gift_card_gan: gan, gift_card: { id: 'gftc:1', gan } } } },
    });
    expect(strip(event(GAN))).toEqual(event('0042'));
    expect(strip(event('0042'))).toEqual(event('0042'));
  });

  it('leaves the mapper what it shows', () => {
    const card = { id: 'gftc:1', gan: GAN, state: 'ACTIVE' };
    expect(normaliseSquare('gift_cards', strip(card) as Record<string, unknown>)).toEqual(
      normaliseSquare('gift_cards', card),
    );
  });

  it('is a tax id, and not the id of a tax', () => {
    const item = { item_data: { tax_ids: ['TAX1'] } };
    expect(
      strip([{ tax_ids: { eu_vat: 'IE1' } }, item, { primary_recipient: { tax_ids: { eu_vat: 'IE1' } } }]),
    ).toEqual([{}, item, { primary_recipient: {} }]);
  });

  it('is a routing number, and what pays from an account', () => {
    const account = { id: 'bact:1', account_number_suffix: '971', holder_name: 'Zoë' };
    const numbers = {
      primary_bank_identification_number: '110000000',
      secondary_bank_identification_number: '222000000',
    };
    expect(strip({ ...account, ...numbers })).toEqual(account);
    const payment = {
      bank_account_details: { ach_details: { routing_number: '021000021', account_number_suffix: '1' } },
    };
    expect(strip(payment)).toEqual({ bank_account_details: { ach_details: { account_number_suffix: '1' } } });
    expect(strip({ square_account_details: { payment_source_token: 'token', errors: [] } })).toEqual({
      square_account_details: { errors: [] },
    });
  });

  it('is taken out of messages', () => {
    expect(SQUARE_STRIPPED.message(`No gift card with GAN ${GAN}`)).toBe('No gift card with GAN ***');
  });
});
