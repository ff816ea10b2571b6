const FIRST =
  'Ava,Noah,Mia,Liam,Zoë,Omar,Inés,Kenji,Priya,Luca,Amara,Jonas,Chloé,Mateo,Yuki,Sofia,Elif,Björn,Leila,Theo';
const LAST =
  'Garcia,Smith,Nakamura,Müller,Okafor,Rossi,Silva,Dubois,Kowalski,Haddad,Jensen,Patel,Novak,Costa,Ibrahim,Clark';
const CITY = 'Austin,Lyon,Osaka,Leeds,Porto,Graz,Toronto,Cork,Denver,Ghent,Utrecht,Malmö,Bristol,Nantes,Kyoto,Boise';
const COUNTRY = 'US,FR,JP,GB,PT,AT,CA,IE,US,BE,NL,SE,GB,FR,JP,US';
const STREET = 'Main Street,Rue Haute,Station Road,Oak Avenue,Harbour Lane,Mill Road,Park Terrace,Church Walk';
const GOODS =
  'Notebook,Coffee,Lamp,Backpack,Teapot,Bicycle,Print,Scarf,Desk,Course,Support,Storage,Seat,Plan,Kit,Poster';

const split = (words: string): readonly string[] => words.split(',');
const first = split(FIRST);
const last = split(LAST);
const city = split(CITY);
const country = split(COUNTRY);
const street = split(STREET);
const goods = split(GOODS);
const of = (words: readonly string[], hash: number): string => words[hash % words.length]!;

export const firstName = (hash: number): string => of(first, hash);
export const lastName = (hash: number): string => of(last, hash >>> 8);
export const product = (hash: number): string => of(goods, hash >>> 4);

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
  const place = (hash >>> 5) % city.length;
  return {
    city: city[place]!,
    country: country[place]!,
    line1: `${1 + ((hash >>> 9) % 240)} ${of(street, hash >>> 3)}`,
    line2: (hash & 7) === 0 ? `Apt ${1 + ((hash >>> 12) % 40)}` : null,
    postal_code: String(10_000 + (hash % 89_999)),
    state: null,
  };
}
