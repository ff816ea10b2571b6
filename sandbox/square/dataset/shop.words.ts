import { city, country, postalCode, streetLine, unitLine } from '../../common/person.words.js';
import { wordList } from '../../common/word.list.js';

const GOODS = wordList(
  'Tea,Coffee,Poster,Programme,Scarf,Mug,Season pass,Day ticket,Workshop,Tote bag,Print,Notebook,Cake,Soup',
);
const KIND = wordList('Black,Green,House,Spring,Winter,Gallery,Family,Classic,Large,Small,Signed,Evening');
export const variationName = wordList('Regular,Large,Small,Double,Half');
export const categoryName = wordList('Drinks,Admission,Shop,Food,Events,Gifts');

export const itemName = (hash: number): string => `${GOODS(hash >>> 4)} - ${KIND(hash >>> 12)}`;

export function address(hash: number): Record<string, string> {
  const unit = unitLine(hash);
  return {
    address_line_1: streetLine(hash),
    ...(unit === null ? {} : { address_line_2: unit }),
    locality: city(hash),
    postal_code: postalCode(hash),
    country: country(hash),
  };
}

/** A price in minor units; yen have none, so their amounts are whole yen. */
export function price(hash: number, currency: string): number {
  const base = 300 + ((hash >>> 4) % 9_700);
  if (currency === 'JPY') return base - (base % 10);
  return (hash & 3) === 0 ? base : base - (base % 50) + 49;
}
