/** ISO 3166-1: alpha-2 and alpha-3 of each country. */
const CODES = `AD AND AE ARE AF AFG AG ATG AI AIA AL ALB AM ARM AO AGO AQ ATA AR ARG AS ASM AT AUT AU AUS AW ABW AX ALA AZ AZE
  BA BIH BB BRB BD BGD BE BEL BF BFA BG BGR BH BHR BI BDI BJ BEN BL BLM BM BMU BN BRN BO BOL BQ BES BR BRA BS BHS BT BTN
  BV BVT BW BWA BY BLR BZ BLZ CA CAN CC CCK CD COD CF CAF CG COG CH CHE CI CIV CK COK CL CHL CM CMR CN CHN CO COL CR CRI
  CU CUB CV CPV CW CUW CX CXR CY CYP CZ CZE DE DEU DJ DJI DK DNK DM DMA DO DOM DZ DZA EC ECU EE EST EG EGY EH ESH ER ERI
  ES ESP ET ETH FI FIN FJ FJI FK FLK FM FSM FO FRO FR FRA GA GAB GB GBR GD GRD GE GEO GF GUF GG GGY GH GHA GI GIB GL GRL
  GM GMB GN GIN GP GLP GQ GNQ GR GRC GS SGS GT GTM GU GUM GW GNB GY GUY HK HKG HM HMD HN HND HR HRV HT HTI HU HUN ID IDN
  IE IRL IL ISR IM IMN IN IND IO IOT IQ IRQ IR IRN IS ISL IT ITA JE JEY JM JAM JO JOR JP JPN KE KEN KG KGZ KH KHM KI KIR
  KM COM KN KNA KP PRK KR KOR KW KWT KY CYM KZ KAZ LA LAO LB LBN LC LCA LI LIE LK LKA LR LBR LS LSO LT LTU LU LUX LV LVA
  LY LBY MA MAR MC MCO MD MDA ME MNE MF MAF MG MDG MH MHL MK MKD ML MLI MM MMR MN MNG MO MAC MP MNP MQ MTQ MR MRT MS MSR
  MT MLT MU MUS MV MDV MW MWI MX MEX MY MYS MZ MOZ NA NAM NC NCL NE NER NF NFK NG NGA NI NIC NL NLD NO NOR NP NPL NR NRU
  NU NIU NZ NZL OM OMN PA PAN PE PER PF PYF PG PNG PH PHL PK PAK PL POL PM SPM PN PCN PR PRI PS PSE PT PRT PW PLW PY PRY
  QA QAT RE REU RO ROU RS SRB RU RUS RW RWA SA SAU SB SLB SC SYC SD SDN SE SWE SG SGP SH SHN SI SVN SJ SJM SK SVK SL SLE
  SM SMR SN SEN SO SOM SR SUR SS SSD ST STP SV SLV SX SXM SY SYR SZ SWZ TC TCA TD TCD TF ATF TG TGO TH THA TJ TJK TK TKL
  TL TLS TM TKM TN TUN TO TON TR TUR TT TTO TV TUV TW TWN TZ TZA UA UKR UG UGA UM UMI US USA UY URY UZ UZB VA VAT VC VCT
  VE VEN VG VGB VI VIR VN VNM VU VUT WF WLF WS WSM YE YEM YT MYT ZA ZAF ZM ZMB ZW ZWE`;

/** Other English names than the Unicode ones, and codes that are used in place of the standard's. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  AE: 'UAE, Emirates',
  BA: 'Bosnia',
  BN: 'Brunei Darussalam',
  BO: 'Plurinational State of Bolivia',
  BS: 'Bahamas',
  CD: 'Democratic Republic of the Congo, DR Congo, DRC, Congo Kinshasa',
  CG: 'Republic of the Congo, Congo, Congo Brazzaville',
  CI: 'Ivory Coast',
  CN: "People's Republic of China, PRC, Mainland China",
  CV: 'Cabo Verde',
  CZ: 'Czech Republic',
  DE: 'Federal Republic of Germany, Deutschland',
  FK: 'Falkland Islands Malvinas',
  FM: 'Federated States of Micronesia',
  GB: `UK, Great Britain, Britain, England, Scotland, Wales, Northern Ireland,
    United Kingdom of Great Britain and Northern Ireland`,
  GM: 'Gambia',
  GR: 'EL, Hellas',
  HK: 'Hong Kong, Hong Kong SAR',
  IE: 'Republic of Ireland, Eire',
  IR: 'Islamic Republic of Iran',
  KP: "North Korea, Democratic People's Republic of Korea, DPRK",
  KR: 'South Korea, Republic of Korea, Korea',
  LA: "Lao People's Democratic Republic",
  MD: 'Republic of Moldova',
  MK: 'Macedonia, Republic of North Macedonia',
  MM: 'Burma, Myanmar',
  MO: 'Macau, Macao, Macao SAR',
  NL: 'Holland, The Netherlands',
  PS: 'Palestine, State of Palestine, Palestinian Territories',
  RU: 'Russian Federation',
  SY: 'Syrian Arab Republic',
  SZ: 'Swaziland',
  TL: 'East Timor',
  TR: 'Turkey, Turkiye',
  TW: 'Taiwan, Republic of China',
  TZ: 'United Republic of Tanzania',
  US: 'United States of America, U.S.A., U.S., America, The United States',
  VA: 'Vatican, Holy See',
  VE: 'Bolivarian Republic of Venezuela',
  VG: 'British Virgin Islands',
  VI: 'US Virgin Islands, Virgin Islands',
  VN: 'Viet Nam',
};

const NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

const BY_NAME: ReadonlyMap<string, string> = new Map(
  Array.from(CODES.matchAll(/(\w\w)\s+(\w{3})/g)).flatMap(([, code = '', alpha3 = '']) =>
    [code, alpha3, NAMES.of(code), ...(OTHER_NAMES[code]?.split(',') ?? [])]
      .filter((name) => name !== undefined)
      .map((name) => [plain(name), code] as const),
  ),
);

/** As vendors' users write it: by code or by English name. @returns alpha-2; `undefined`: none of them */
export function alpha2Of(country: string): string | undefined {
  return BY_NAME.get(plain(country));
}

/** Without what people write in several ways: case, accents, dots, `and` and `&`, `St.`, a leading `the`. */
function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('&', ' and ')
    .replace(/\./g, '')
    .replace(/[^\p{L}]+/gu, ' ')
    .trim()
    .replace(/^the /, '')
    .replace(/\bst\b/g, 'saint');
}
