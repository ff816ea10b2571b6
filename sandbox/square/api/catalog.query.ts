import { badRequest, missingField } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import { object, texts } from './parameter.reading.js';

const MOST_VALUES = 250;

type Test = (value: string) => boolean;

/** By the kind of the query: what a value must be, without regard to capitals. */
const TESTS: Record<string, (rule: SquareObject, field: string) => Test> = {
  // Square says of it that the match "can be partial".
  exact_query: (rule, field) => {
    const wanted = text(rule.attribute_value, `${field}.attribute_value`);
    return (value) => value.includes(wanted);
  },
  prefix_query: (rule, field) => {
    const wanted = text(rule.attribute_prefix, `${field}.attribute_prefix`);
    return (value) => value.startsWith(wanted);
  },
  set_query: (rule, field) => {
    const wanted = new Set(texts(rule.attribute_values, `${field}.attribute_values`, MOST_VALUES).map(lower));
    if (wanted.size === 0) throw missingField(`${field}.attribute_values`);
    return (value) => wanted.has(value);
  },
};

/** Queries by one attribute of an object's content, such as its name or SKU; the sandbox knows no others. */
export function catalogTest(query: SquareObject): ((candidate: SquareObject) => boolean) | undefined {
  const [kind, ...others] = Object.keys(query);
  if (kind === undefined) return undefined;
  const test = TESTS[kind];
  if (others.length > 0 || !test) {
    throw badRequest('BAD_REQUEST', `The sandbox takes one of ${Object.keys(TESTS).join(', ')}.`, 'query');
  }
  const rule = object(query[kind], `query.${kind}`);
  const attribute = text(rule.attribute_name, `query.${kind}.attribute_name`);
  const matches = test(rule, `query.${kind}`);
  return (candidate) => {
    const content = candidate[`${String(candidate.type).toLowerCase()}_data`] as SquareObject | undefined;
    const value = content?.[attribute];
    return value !== undefined && value !== null && matches(lower(String(value)));
  };
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw missingField(field);
  return lower(value);
}

const lower = (value: string): string => value.toLowerCase();
