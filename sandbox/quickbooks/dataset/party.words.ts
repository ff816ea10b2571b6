const split = (words: string): readonly string[] => words.split(',');
const FIRST = split(
  'Ava,Noah,Mia,Liam,Zoë,Omar,Inés,Kenji,Priya,Luca,Amara,Jonas,Chloé,Mateo,Yuki,Sofia,Elif,Björn,Leila,Theo',
);
const LAST = split(
  "Garcia,Smith,Nakamura,Müller,O'Brien,Rossi,Silva,Dubois,Kowalski,Haddad,Jensen,Patel,Novak,Costa,Ibrahim,D'Angelo",
);
const CITY = split('Austin,Oakland,Portland,Denver,Boise,Seattle,Reno,Tucson,Fresno,Eugene');
const STATE = split('TX,CA,OR,CO,ID,WA,NV,AZ,CA,OR');
const STREET = split('Main Street,Rue Haute,Station Road,Oak Avenue,Harbour Lane,Mill Road,Park Terrace,Church Walk');
const TRADE = split('Printing,Catering,Sound & Light,Security,Ticket Paper,Staging,Cleaning,Insurance,Towing,Hosting');
const GOODS = split(
  'Day Ticket,Season Pass,Backstage Tour,Parking,Programme,Poster,Locker,Booking Fee,Workshop,Dinner',
);
const of = (words: readonly string[], hash: number): string => words[hash % words.length]!;

export const firstName = (hash: number): string => of(FIRST, hash);
export const lastName = (hash: number): string => of(LAST, hash >>> 8);
export const trade = (hash: number): string => of(TRADE, hash >>> 5);
export const goods = (hash: number): string => of(GOODS, hash >>> 4);

/** Names are unique in a company, among customers and vendors together. */
export const customerName = (hash: number, index: number): string =>
  `${firstName(hash)} ${lastName(hash)} ${index + 1}`;
export const vendorName = (hash: number, index: number): string => `${lastName(hash)} ${trade(hash)} #${index + 1}`;
export const itemName = (hash: number, index: number): string => `${goods(hash)} ${index + 1}`;

export function address(hash: number, id: string) {
  const place = (hash >>> 5) % CITY.length;
  return {
    Id: id,
    Line1: `${1 + ((hash >>> 9) % 240)} ${of(STREET, hash >>> 3)}`,
    City: CITY[place]!,
    CountrySubDivisionCode: STATE[place]!,
    PostalCode: String(10_000 + (hash % 89_999)),
    Country: 'USA',
  };
}
