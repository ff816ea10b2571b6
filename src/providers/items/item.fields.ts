import { z } from 'zod';
import { BoundedCache } from '../../common/bounded-cache.js';
import { isStorableText } from '../../common/storable-text.js';
import { ISO_EXPONENTS } from '../kit/iso.currencies.js';

/** Printable ASCII without a blank at either end: ids are compared, logged and cut. */
const ID = /^[!-~](?:[ -~]*[!-~])?$/;
export const MOST_ID_CHARACTERS = 128;
const MOST_TEXT_CHARACTERS = 4_000;
const MOST_ATTRIBUTES = 50;
const MOST_SEQUENCE = 1_023;
const MOST_ZONES = 1_000;
/** No vendor takes amounts with so many decimals. */
const UNSUPPORTED_EXPONENT = 4;

/** Whether a name is one of a time zone. To find that out takes longer than to check all else of an event. */
const zones = new BoundedCache<string, boolean>(MOST_ZONES);

const isCurrency = (code: string): boolean => {
  const exponent = ISO_EXPONENTS.get(code);
  return exponent !== undefined && exponent < UNSUPPORTED_EXPONENT;
};

const isZone = (zone: string): boolean => {
  const known = zones.get(zone);
  if (known !== undefined) return known;
  const is = isTimeZone(zone);
  zones.set(zone, is);
  return is;
};

const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

const storable = (text: string): boolean => isStorableText(text);
const storableOr = { error: 'must be valid text without NUL' };

/** 1–128 printable ASCII characters. */
export const id = z
  .string()
  .max(MOST_ID_CHARACTERS)
  .regex(ID, { error: 'must be 1 to 128 printable ASCII characters' });
export const text = (most = MOST_TEXT_CHARACTERS) => z.string().max(most).refine(storable, storableOr);
export const requiredText = (most = MOST_TEXT_CHARACTERS) => z.string().min(1).max(most).refine(storable, storableOr);
/** ISO 8601 with an offset or `Z`. */
export const instant = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T10:00:00Z' });
export const zone = z.string().max(64).refine(isZone, { error: 'must be an IANA time zone such as Europe/Paris' });
/** In the currency's minor unit, up to 2^53 - 1. */
export const amountMinor = z.int().min(0);
/** Upper-case ISO 4217. Currencies with four decimals are refused. */
export const currency = z.string().refine(isCurrency, {
  error: 'must be an ISO 4217 code with at most 3 decimals',
  params: { code: 'currency_unknown' },
});
export const email = z.email().max(254);

export const address = z.strictObject({
  line1: requiredText(200),
  line2: text(200).nullish(),
  city: requiredText(100),
  region: text(100).nullish(),
  postalCode: text(20).nullish(),
  country: z.string().regex(/^[A-Z]{2}$/, { error: 'must be an ISO 3166 code of two letters' }),
});

/** At most 50 scalars. */
export const attributes = z
  .record(
    requiredText(100),
    z.union([text(), z.number(), z.boolean(), z.null()], { error: 'must be text, a number, true, false or null' }),
  )
  .refine((all) => Object.keys(all).length <= MOST_ATTRIBUTES, {
    error: `must have at most ${MOST_ATTRIBUTES} entries`,
  });

/** Versions are counted from 1970. */
const isOfThisEpoch = (time: string): boolean => !(Date.parse(time) < 0);

/** Every entity has these. */
export const common = {
  id,
  updatedAt: instant.refine(isOfThisEpoch, { error: 'must not be before 1970' }),
  /** Breaks ties of `updatedAt`. */
  sequence: z.int().min(0).max(MOST_SEQUENCE).nullish(),
};
