/** Fields that hold a day, whatever their names. */
const CALENDAR_DATES = new Set(['dueAt', 'arrivalAt', 'date', 'closedUntil']);

/** What is wrong with normalised data, as `path: what`, by the rules of src/providers/shapes.ts. */
export function flawsOf(data: Record<string, unknown>): string[] {
  return valueFlaws('', data);
}

/** An amount of no currency is no amount. */
export function moneyFlawsOf(data: Record<string, unknown>): string[] {
  const amount = Object.keys(data).find((key) => /[a-z]Minor$/.test(key) && typeof data[key] === 'number');
  return amount && data.currency === null ? [`${amount}: an amount of no currency`] : [];
}

function valueFlaws(path: string, value: unknown): string[] {
  if (value === undefined) return [`${path}: undefined`];
  if (typeof value === 'number' && !Number.isFinite(value)) return [`${path}: ${value}`];
  if (Array.isArray(value)) return value.flatMap((item, at) => valueFlaws(`${path}[${at}]`, item));
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => {
      const here = path ? `${path}.${key}` : key;
      // What a merchant has named is not ours.
      return ['metadata', 'fields'].includes(key) ? [] : [...fieldFlaws(here, key, inner), ...valueFlaws(here, inner)];
    });
  }
  return ['string', 'number', 'boolean'].includes(typeof value) || value === null ? [] : [`${path}: ${typeof value}`];
}

function fieldFlaws(path: string, key: string, value: unknown): string[] {
  if (value === null) return [];
  if (/[a-z]Minor$/.test(key) && !Number.isSafeInteger(value)) return [`${path}: ${String(value)} is no whole amount`];
  if (key === 'currency' && !/^[A-Z]{3}$/.test(String(value))) return [`${path}: ${String(value)} is no ISO 4217 code`];
  if (CALENDAR_DATES.has(key)) return isDay(value) ? [] : [`${path}: ${String(value)} is no day of the calendar`];
  if (/[a-z]At$/.test(key) && !isUtc(value)) return [`${path}: ${String(value)} is no ISO 8601 time in UTC`];
  return [];
}

/** A day is no instant. */
function isDay(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && isUtc(`${value}T00:00:00.000Z`);
}

function isUtc(value: unknown): boolean {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return !Number.isNaN(time) && new Date(time).toISOString() === value;
}
