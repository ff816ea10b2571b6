const words = (text: string): string[] => text.split(' ');

const NO_DECIMALS = words('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF');
const THREE_DECIMALS = words('BHD IQD JOD KWD LYD OMR TND');
const FOUR_DECIMALS = words('CLF UYW');
const TWO_DECIMALS = words(
  'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG',
);

/** The currencies of ISO 4217, with their digits after the point. */
export const ISO_CURRENCIES: ReadonlyMap<string, number> = new Map([
  ...NO_DECIMALS.map((code): [string, number] => [code, 0]),
  ...TWO_DECIMALS.map((code): [string, number] => [code, 2]),
  ...THREE_DECIMALS.map((code): [string, number] => [code, 3]),
  ...FOUR_DECIMALS.map((code): [string, number] => [code, 4]),
]);
