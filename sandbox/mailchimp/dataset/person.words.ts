import { postalCode } from '../../common/person.words.js';
import { wordList } from '../../common/word.list.js';

const FIRST = wordList(
  'Ada,Bruno,Carla,Dmitri,Elena,Farid,Grace,Hugo,Ines,Jonas,Kaori,Lars,Maya,Nils,Olga,Pavel,Rosa,Samir',
);
const LAST = wordList(
  'Almeida,Becker,Cohen,Dvorak,Eriksen,Fischer,Gallo,Hansen,Ito,Jansen,Keller,Lopez,Moreau,Nowak,Ortiz',
);
const CITY = wordList('Austin,Lyon,Osaka,Leeds,Porto,Graz,Toronto,Cork');
const COUNTRY = wordList('US,FR,JP,GB,PT,AT,CA,IE');
const STREET = wordList('Main Street,Station Road,Oak Avenue,Harbour Lane,Mill Road,Park Terrace');
const GOODS = wordList('Day Ticket,Season Pass,Poster,Programme,Hoodie,Mug,Tote Bag,Vinyl,Backstage Tour,Parking Pass');

export const firstName = (hash: number): string => FIRST(hash);
export const lastName = (hash: number): string => LAST(hash >>> 8);
export const goods = (hash: number): string => GOODS(hash >>> 4);

/** The address of a merge field, whose parts have Mailchimp's names. */
export function mergeAddress(hash: number) {
  return {
    addr1: `${1 + ((hash >>> 9) % 240)} ${STREET(hash >>> 3)}`,
    addr2: '',
    city: CITY(hash >>> 5),
    state: '',
    zip: postalCode(hash),
    country: COUNTRY(hash >>> 5),
  };
}

/** The same place in the words of the e-commerce objects: a customer's address. */
export function shopAddress(hash: number) {
  const { addr1, city, zip, country } = mergeAddress(hash);
  return {
    address1: addr1,
    address2: '',
    city,
    province: '',
    province_code: '',
    postal_code: zip,
    country,
    country_code: country,
  };
}

/** A store's address, which is on the map. */
export const locatedAddress = (hash: number) => ({ ...shopAddress(hash), longitude: 0, latitude: 0 });

/** Where an order goes, and to whom. */
export const orderAddress = (hash: number, name: string) => ({ ...locatedAddress(hash), name, phone: '', company: '' });
