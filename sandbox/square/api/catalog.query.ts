import { contentOf } from '../live/catalog.content.js';
import type { PageQuery } from '../live/page.reader.js';
import { badRequest, missingField } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import { object, texts } from './parameter.reading.js';

const MOST_VALUES = 250;
const KINDS = ['set_query', 'exact_query', 'prefix_query'];

/**
 * Queries by one attribute of an object's content, such as its name or SKU, without regard to capitals; the sandbox
 * knows no others.
 */
export function catalogCondition(query: SquareObject): Pick<PageQuery, 'having' | 'matches'> {
  const [kind, ...others] = Object.keys(query);
  if (kind === undefined) return {};
  if (others.length > 0 || !KINDS.includes(kind)) {
    throw badRequest('BAD_REQUEST', `The sandbox takes one of ${KINDS.join(', ')}.`, 'query');
  }
  const rule = object(query[kind], `query.${kind}`);
  const attribute = given(rule, kind, 'attribute_name');
  const valueOf = (candidate: SquareObject): string | undefined => {
    const value = contentOf(candidate)[attribute];
    return value === undefined || value === null ? undefined : lower(String(value));
  };
  if (kind === 'set_query') {
    const values = texts(rule.attribute_values, `query.${kind}.attribute_values`, MOST_VALUES).map(lower);
    if (values.length === 0) throw missingField(`query.${kind}.attribute_values`);
    return { having: { value: { name: attribute, of: valueOf }, values } };
  }
  if (kind === 'prefix_query') {
    const prefix = lower(given(rule, kind, 'attribute_prefix'));
    return { matches: (candidate) => valueOf(candidate)?.startsWith(prefix) === true };
  }
  // Square says of it that the match "can be partial".
  const part = lower(given(rule, kind, 'attribute_value'));
  return { matches: (candidate) => valueOf(candidate)?.includes(part) === true };
}

function given(rule: SquareObject, kind: string, name: string): string {
  const value = rule[name];
  if (typeof value !== 'string' || value === '') throw missingField(`query.${kind}.${name}`);
  return value;
}

const lower = (value: string): string => value.toLowerCase();
