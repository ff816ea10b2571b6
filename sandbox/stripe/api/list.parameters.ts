import type { FormFields, FormValue } from '../../common/form.parser.js';
import type { PageQuery } from '../live/page.reader.js';
import { badInteger, badRequest, missing, unknownParameter } from '../stripe.errors.js';

interface ListRules {
  noun: string;
  createdFilter: boolean;
  filters: readonly string[];
  /** The index of a cursor, or undefined when this list does not hold it. */
  indexOf(id: string): number | undefined;
}

type Bounds = [min: number, max: number];

const EVERYWHERE = new Set(['limit', 'starting_after', 'ending_before', 'expand']);

export function pageQuery(params: FormFields, rules: ListRules): PageQuery {
  for (const name of Object.keys(params)) {
    const known = EVERYWHERE.has(name) || rules.filters.includes(name) || (name === 'created' && rules.createdFilter);
    if (!known) throw unknownParameter(name);
  }
  if (params.starting_after !== undefined && params.ending_before !== undefined) {
    throw badRequest('You cannot parameterize both starting_after and ending_before.', 'starting_after');
  }
  const [createdMin, createdMax] = timeBounds(params.created, 'created');
  return {
    limit: pageLimit(params.limit),
    ...cursor(params, 'starting_after', 'startingAfter', rules),
    ...cursor(params, 'ending_before', 'endingBefore', rules),
    createdMin,
    createdMax,
  };
}

/** Reads `created=5` or `created[gte]=5&created[lt]=9` as inclusive bounds. */
export function timeBounds(value: FormValue | undefined, param: string): Bounds {
  if (value === undefined) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  if (typeof value === 'string') return [integer(value, param), integer(value, param)];
  let [min, max]: Bounds = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const [key, text] of Object.entries(value)) {
    const bound = integer(text, `${param}[${key}]`);
    if (key === 'gt') min = Math.max(min, bound + 1);
    else if (key === 'gte') min = Math.max(min, bound);
    else if (key === 'lt') max = Math.min(max, bound - 1);
    else if (key === 'lte') max = Math.min(max, bound);
    else throw unknownParameter(`${param}[${key}]`);
  }
  return [min, max];
}

function cursor(params: FormFields, param: string, field: 'startingAfter' | 'endingBefore', rules: ListRules) {
  const id = params[param];
  if (id === undefined) return {};
  const index = rules.indexOf(String(id));
  if (index === undefined) throw missing(rules.noun, String(id), param, 400);
  return { [field]: index };
}

function pageLimit(value: FormValue | undefined): number {
  if (value === undefined) return 10;
  const limit = integer(value, 'limit');
  if (limit > 100)
    throw badRequest(`This value must be less than or equal to 100 (it currently is '${limit}').`, 'limit');
  if (limit < 1)
    throw badRequest('This value must be greater than or equal to 1.', 'limit', 'parameter_invalid_integer');
  return limit;
}

function integer(value: FormValue, param: string): number {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(number)) throw badInteger(param, String(value));
  return number;
}
