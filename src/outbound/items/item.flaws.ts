import { ExactNumber } from '../../common/exact-number.js';
import { isInherited } from '../../common/http/undeclared.input.js';
import { isStorableText, toStorableText } from '../../common/storable-text.js';

/** What an item of any entity may not contain, wherever it is. */
export interface ItemFlaw {
  /** Path in the item. */
  field: string;
  message: string;
}

const NO_TEXT = 'must be valid text without NUL';
const NO_FIELD = 'is not a field of this item';
const TOO_EXACT = 'has more digits than are kept; send fewer, or send text';

/**
 * Finds texts that cannot be stored, names that every object inherits, and numbers that would be rounded. Its depth is that of
 * the parsed JSON, which is limited.
 * @param most flaws that are named
 */
export function flawsOf(item: unknown, most: number): ItemFlaw[] {
  const flaws: ItemFlaw[] = [];
  const path: string[] = [];
  const note = (message: string) => {
    if (flaws.length < most) flaws.push({ field: toStorableText(path.join('.')), message });
  };
  const visit = (value: unknown): void => {
    if (typeof value === 'string') {
      if (!isStorableText(value)) note(NO_TEXT);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    if (value instanceof ExactNumber) return note(TOO_EXACT);
    const isList = Array.isArray(value);
    for (const key of Object.keys(value)) {
      path.push(key);
      if (!isList && (isInherited(key) || !isStorableText(key))) note(NO_FIELD);
      else visit((value as Record<string, unknown>)[key]);
      path.pop();
    }
  };
  visit(item);
  return flaws;
}
