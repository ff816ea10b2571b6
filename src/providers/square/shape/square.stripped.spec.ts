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

  it('is taken out of messages', () => {
    expect(SQUARE_STRIPPED.message(`No gift card with GAN ${GAN}`)).toBe('No gift card with GAN ***');
  });
});
