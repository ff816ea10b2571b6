import { wordList } from './word.list.js';

const FIRST = wordList(
  'Ava,Noah,Mia,Liam,Zoë,Omar,Inés,Kenji,Priya,Luca,Amara,Jonas,Chloé,Mateo,Yuki,Sofia,Elif,Björn,Leila,Theo',
);
const LAST = wordList(
  'Garcia,Smith,Nakamura,Müller,Okafor,Rossi,Silva,Dubois,Kowalski,Haddad,Jensen,Patel,Novak,Costa,Ibrahim,Clark',
);
const CITY = wordList(
  'Austin,Lyon,Osaka,Leeds,Porto,Graz,Toronto,Cork,Denver,Ghent,Utrecht,Malmö,Bristol,Nantes,Kyoto,Boise',
);
const COUNTRY = wordList('US,FR,JP,GB,PT,AT,CA,IE,US,BE,NL,SE,GB,FR,JP,US');
const STREET = wordList(
  'Main Street,Rue Haute,Station Road,Oak Avenue,Harbour Lane,Mill Road,Park Terrace,Church Walk',
);

export const firstName = (hash: number): string => FIRST(hash);
export const lastName = (hash: number): string => LAST(hash >>> 8);

/** City and country of one hash belong together. */
export const city = (hash: number): string => CITY(hash >>> 5);
export const country = (hash: number): string => COUNTRY(hash >>> 5);
export const streetLine = (hash: number): string => `${1 + ((hash >>> 9) % 240)} ${STREET(hash >>> 3)}`;
export const postalCode = (hash: number): string => String(10_000 + (hash % 89_999));

/** One address in eight has a second line. */
export const unitLine = (hash: number): string | null => ((hash & 7) === 0 ? `Apt ${1 + ((hash >>> 12) % 40)}` : null);
