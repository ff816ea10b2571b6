import { city, country, postalCode, streetLine, unitLine } from '../../common/person.words.js';
import { wordList } from '../../common/word.list.js';

const GOODS = wordList(
  'Notebook,Coffee,Lamp,Backpack,Teapot,Bicycle,Print,Scarf,Desk,Course,Support,Storage,Seat,Plan,Kit,Poster',
);

export const product = (hash: number): string => GOODS(hash >>> 4);

interface PostalAddress {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}

export const NO_ADDRESS: PostalAddress = {
  city: null,
  country: null,
  line1: null,
  line2: null,
  postal_code: null,
  state: null,
};

export function address(hash: number): PostalAddress {
  return {
    city: city(hash),
    country: country(hash),
    line1: streetLine(hash),
    line2: unitLine(hash),
    postal_code: postalCode(hash),
    state: null,
  };
}
