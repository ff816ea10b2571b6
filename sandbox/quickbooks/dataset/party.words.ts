import { firstName, postalCode, streetLine } from '../../common/person.words.js';
import { wordList } from '../../common/word.list.js';

const LAST = wordList(
  "Garcia,Smith,Nakamura,Müller,O'Brien,Rossi,Silva,Dubois,Kowalski,Haddad,Jensen,Patel,Novak,Costa,Ibrahim,D'Angelo",
);
const CITY = wordList('Austin,Oakland,Portland,Denver,Boise,Seattle,Reno,Tucson,Fresno,Eugene');
const STATE = wordList('TX,CA,OR,CO,ID,WA,NV,AZ,CA,OR');
const TRADE = wordList(
  'Printing,Catering,Sound & Light,Security,Ticket Paper,Staging,Cleaning,Insurance,Towing,Hosting',
);
const GOODS = wordList(
  'Day Ticket,Season Pass,Backstage Tour,Parking,Programme,Poster,Locker,Booking Fee,Workshop,Dinner',
);

export const lastName = (hash: number): string => LAST(hash >>> 8);
export const trade = (hash: number): string => TRADE(hash >>> 5);
export const goods = (hash: number): string => GOODS(hash >>> 4);

/** Names are unique in a company, among customers and vendors together. */
export const customerName = (hash: number, index: number): string =>
  `${firstName(hash)} ${lastName(hash)} ${index + 1}`;
export const vendorName = (hash: number, index: number): string => `${lastName(hash)} ${trade(hash)} #${index + 1}`;
export const itemName = (hash: number, index: number): string => `${goods(hash)} ${index + 1}`;

export function address(hash: number, id: string) {
  return {
    Id: id,
    Line1: streetLine(hash),
    City: CITY(hash >>> 5),
    CountrySubDivisionCode: STATE(hash >>> 5),
    PostalCode: postalCode(hash),
    Country: 'USA',
  };
}
