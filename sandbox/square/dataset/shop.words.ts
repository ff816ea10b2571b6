const FIRST =
  'Ava,Noah,Mia,Liam,Zoë,Omar,Inés,Kenji,Priya,Luca,Amara,Jonas,Chloé,Mateo,Yuki,Sofia,Elif,Björn,Leila,Theo';
const LAST =
  'Garcia,Smith,Nakamura,Müller,Okafor,Rossi,Silva,Dubois,Kowalski,Haddad,Jensen,Patel,Novak,Costa,Ibrahim,Clark';
const CITY = 'Austin,Lyon,Osaka,Leeds,Porto,Graz,Toronto,Cork,Denver,Ghent,Utrecht,Malmö,Bristol,Nantes,Kyoto,Boise';
const COUNTRY = 'US,FR,JP,GB,PT,AT,CA,IE,US,BE,NL,SE,GB,FR,JP,US';
const STREET = 'Main Street,Rue Haute,Station Road,Oak Avenue,Harbour Lane,Mill Road,Park Terrace,Church Walk';
const GOODS = 'Tea,Coffee,Poster,Programme,Scarf,Mug,Season pass,Day ticket,Workshop,Tote bag,Print,Notebook,Cake,Soup';
const KIND = 'Black,Green,House,Spring,Winter,Gallery,Family,Classic,Large,Small,Signed,Evening';
const SIZE = 'Regular,Large,Small,Double,Half';
const CATEGORY = 'Drinks,Admission,Shop,Food,Events,Gifts';

const split = (words: string): readonly string[] => words.split(',');
const first = split(FIRST);
const last = split(LAST);
const city = split(CITY);
const country = split(COUNTRY);
const street = split(STREET);
const goods = split(GOODS);
const kind = split(KIND);
const size = split(SIZE);
const category = split(CATEGORY);
const of = (words: readonly string[], hash: number): string => words[hash % words.length]!;

export const firstName = (hash: number): string => of(first, hash);
export const lastName = (hash: number): string => of(last, hash >>> 8);
export const itemName = (hash: number): string => `${of(goods, hash >>> 4)} - ${of(kind, hash >>> 12)}`;
export const variationName = (ordinal: number): string => of(size, ordinal);
export const categoryName = (ordinal: number): string => of(category, ordinal);

export function address(hash: number): Record<string, string> {
  const place = (hash >>> 5) % city.length;
  return {
    address_line_1: `${1 + ((hash >>> 9) % 240)} ${of(street, hash >>> 3)}`,
    ...((hash & 7) === 0 ? { address_line_2: `Apt ${1 + ((hash >>> 12) % 40)}` } : {}),
    locality: city[place]!,
    postal_code: String(10_000 + (hash % 89_999)),
    country: country[place]!,
  };
}

/** A price in minor units; yen have none, so their amounts are whole yen. */
export function price(hash: number, currency: string): number {
  const base = 300 + ((hash >>> 4) % 9_700);
  if (currency === 'JPY') return base - (base % 10);
  return (hash & 3) === 0 ? base : base - (base % 50) + 49;
}
