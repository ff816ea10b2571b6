import { normaliseSquare } from './square.shapes.js';
import { usd } from '../testing/square.objects.js';

describe('the shape of', () => {
  it.each([
    ['ITEM', 'product', { name: 'Mug', categories: [{ id: 'cat' }], variations: [{ id: 'v1' }] }, 'cat', 'v1'],
    ['ITEM_VARIATION', 'variation', { name: 'Blue', item_id: 'i1', price_money: usd(500) }, 'i1', null],
    ['CATEGORY', 'category', { name: 'Mugs', parent_category: { id: 'top' } }, 'top', null],
    ['TAX', 'tax', { name: 'VAT', percentage: '20' }, null, null],
    ['DISCOUNT', 'discount', { name: 'Off', amount_money: usd(100) }, null, null],
    ['MODIFIER_LIST', 'option_list', { name: 'Wrap' }, null, null],
    ['ITEM_OPTION_VAL', 'product', { name: 'Large', item_option_id: 'o1' }, 'o1', null],
  ])('a catalogue object of type %s', (type, kind, data, parentId, defaultPriceId) => {
    const member = type === 'ITEM_OPTION_VAL' ? 'item_option_value_data' : `${type.toLowerCase()}_data`;
    const raw = { type, id: 'x', custom_attribute_values: 7, [member]: data };
    const shape = normaliseSquare('products', raw);
    expect(shape).toMatchObject({ kind, name: data.name, parentId, defaultPriceId, active: true });
    const price = data as { price_money?: unknown; amount_money?: unknown };
    expect(shape.amountMinor).toBe(price.price_money ? 500 : price.amount_money ? 100 : null);
  });

  it('a catalogue object with attributes of all kinds', () => {
    const raw = {
      type: 'ITEM',
      id: 'IT1',
      item_data: { name: 'Ticket', variations: [{ id: 'v1', item_variation_data: { sku: 'S-1' } }] },
      custom_attribute_values: {
        a: { name: 'gate', type: 'STRING', string_value: 'North' },
        b: { name: 'capacity', type: 'NUMBER', number_value: '250.5' },
        c: { name: 'is_featured', type: 'BOOLEAN', boolean_value: true },
        d: { name: 'zone', type: 'SELECTION', selection_uid_values: ['uid1', 'uid2'] },
        e: { name: 'is_hidden', type: 'BOOLEAN', boolean_value: false },
        f: { type: 'STRING', string_value: 'unnamed' },
        g: { name: 'of a kind to come', type: 'MATRIX', matrix_value: [1] },
      },
    };
    expect(normaliseSquare('products', raw)).toMatchObject({
      metadata: {
        gate: 'North',
        capacity: '250.5',
        is_featured: 'true',
        zone: 'uid1,uid2',
        is_hidden: 'false',
        f: 'unnamed',
      },
      sku: 'S-1',
      defaultPriceId: 'v1',
    });
    expect(Object.keys(normaliseSquare('products', raw).metadata as object)).toHaveLength(6);
  });

  it('a tax by percentage', () => {
    const tax = { name: 'VAT', percentage: '20.0', inclusion_type: 'INCLUSIVE', enabled: true };
    expect(normaliseSquare('products', { type: 'TAX', tax_data: tax })).toMatchObject({
      metadata: { percentage: '20.0', inclusion_type: 'INCLUSIVE' },
    });
  });

  it('what is no longer sold', () => {
    expect(normaliseSquare('products', { type: 'ITEM', is_deleted: true })).toMatchObject({ active: false });
    expect(normaliseSquare('products', { type: 'ITEM', item_data: { is_archived: true } })).toMatchObject({
      active: false,
    });
    expect(normaliseSquare('products', { type: 'TAX', tax_data: { enabled: false } })).toMatchObject({ active: false });
  });
});
