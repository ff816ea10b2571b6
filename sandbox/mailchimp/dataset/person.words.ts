const split = (words: string): readonly string[] => words.split(',');
const FIRST = split(
  'Ada,Bruno,Carla,Dmitri,Elena,Farid,Grace,Hugo,Ines,Jonas,Kaori,Lars,Maya,Nils,Olga,Pavel,Rosa,Samir',
);
const LAST = split(
  'Almeida,Becker,Cohen,Dvorak,Eriksen,Fischer,Gallo,Hansen,Ito,Jansen,Keller,Lopez,Moreau,Nowak,Ortiz',
);
const CITY = split('Austin,Lyon,Osaka,Leeds,Porto,Graz,Toronto,Cork');
const COUNTRY = split('US,FR,JP,GB,PT,AT,CA,IE');
const STREET = split('Main Street,Station Road,Oak Avenue,Harbour Lane,Mill Road,Park Terrace');
const GOODS = split('Day Ticket,Season Pass,Poster,Programme,Hoodie,Mug,Tote Bag,Vinyl,Backstage Tour,Parking Pass');

const of = (words: readonly string[], hash: number): string => words[hash % words.length]!;

export const firstName = (hash: number): string => of(FIRST, hash);
export const lastName = (hash: number): string => of(LAST, hash >>> 8);
export const goods = (hash: number): string => of(GOODS, hash >>> 4);

/** The address of a merge field, which Mailchimp writes in parts of its own naming. */
export function mergeAddress(hash: number) {
  const place = (hash >>> 5) % CITY.length;
  return {
    addr1: `${1 + ((hash >>> 9) % 240)} ${of(STREET, hash >>> 3)}`,
    addr2: '',
    city: CITY[place]!,
    state: '',
    zip: String(10_000 + (hash % 89_999)),
    country: COUNTRY[place]!,
  };
}

/** The same place in the words of the e-commerce objects. */
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
    longitude: 0,
    latitude: 0,
  };
}
