import type { SquareObject } from '../square.stream.js';

/** The part of a catalogue object that is peculiar to its type, such as `item_data`. */
export const contentOf = (object: SquareObject): SquareObject =>
  (object[contentField(object)] as SquareObject | undefined) ?? {};

export const contentField = (object: SquareObject): string => `${String(object.type).toLowerCase()}_data`;

/** The variations inside an item, as they were given. */
export const nestedVariations = (item: SquareObject): SquareObject[] => {
  const { variations } = contentOf(item);
  return item.type === 'ITEM' && Array.isArray(variations)
    ? (variations as SquareObject[]).map((variation) => ({ type: 'ITEM_VARIATION', ...variation }))
    : [];
};
