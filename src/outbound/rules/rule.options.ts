import { isISO8601 } from 'class-validator';
import type { FieldError } from '../../common/app.error.js';
import { UnprocessableError, ValidationError } from '../../common/http.errors.js';
import { zone } from '../../providers/items/item.fields.js';
import type { Rule, RuleDescription, RuleOption } from '../../providers/push.port.js';
import type { Json } from '../../providers/provider.values.js';

const DATE = /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+(?:Z|[+-]\d{2}:\d{2}))?$/;
const MOST_CHARACTERS = 500;
const MOST_KEYS = 200;
const MOST_KEY_CHARACTERS = 200;

export interface CheckedOptions {
  errors: FieldError[];
  /** Options whose value this version does not offer. */
  notAvailable: string[];
}

/** Checks the options that a person has chosen for a rule, against what its provider declares. */
export function checkOptions({ options }: RuleDescription, given: Readonly<Record<string, unknown>>): CheckedOptions {
  const checked: CheckedOptions = { errors: [], notAvailable: [] };
  const declared = new Map(options.map((option) => [option.name, option]));
  for (const [name, value] of Object.entries(given)) {
    const option = declared.get(name);
    const field = `options.${name}`;
    if (!option) checked.errors.push({ field, message: 'is not an option of this rule' });
    else if (option.notAvailable?.includes(value as string)) checked.notAvailable.push(name);
    else {
      const message = problemOf(option, value);
      if (message) checked.errors.push({ field, message });
    }
  }
  return checked;
}

/**
 * @throws ValidationError
 * @throws UnprocessableError `rule_not_available` for what this version does not offer
 */
export function acceptedOptions(
  description: RuleDescription,
  given: Readonly<Record<string, unknown>>,
): Record<string, Json> {
  const { errors, notAvailable } = checkOptions(description, given);
  if (errors.length > 0) throw new ValidationError(errors);
  if (notAvailable.length > 0) {
    throw new UnprocessableError(
      `Choose another value of ${notAvailable.join(', ')}: this one is not offered yet`,
      'rule_not_available',
    );
  }
  return given as Record<string, Json>;
}

/** Options that have to be chosen before anything can be sent. @param settings of the integration */
export function missingOptions(
  { options }: RuleDescription,
  { options: chosen }: Rule,
  settings: Readonly<Record<string, unknown>>,
): string[] {
  return options
    .filter(({ required }) => required)
    .filter(({ name, setting }) => isEmpty(chosen[name]) && (setting === undefined || isEmpty(settings[setting])))
    .map(({ name }) => name);
}

/** `null` clears a choice. */
function problemOf(option: RuleOption, value: unknown): string | null {
  if (value === null) return null;
  if (option.keys === undefined || typeof value !== 'object' || Array.isArray(value))
    return problemOfOne(option, value);
  const keys = Object.keys(value);
  if (keys.length > MOST_KEYS) return `must have at most ${MOST_KEYS} keys`;
  if (keys.some((key) => key.length > MOST_KEY_CHARACTERS)) {
    return `must have keys of at most ${MOST_KEY_CHARACTERS} characters`;
  }
  return (
    Object.values(value)
      .map((one) => problemOfOne(option, one))
      .find(Boolean) ?? null
  );
}

function problemOfOne({ kind, values, isZone }: RuleOption, value: unknown): string | null {
  if (kind === 'boolean') return typeof value === 'boolean' ? null : 'must be true or false';
  if (typeof value !== 'string' || value.length > MOST_CHARACTERS) {
    return `must be a text of at most ${MOST_CHARACTERS} characters`;
  }
  if (kind === 'date') return isDate(value) ? null : 'must be a date';
  if (isZone && !zone.safeParse(value).success) return 'must be an IANA time zone such as Europe/Paris';
  if (kind === 'choice' && values && !values.includes(value)) return `must be one of ${values.join(', ')}`;
  return null;
}

/** Fills in what begins at the time at which a rule is switched on. It stays as it was while the rule stays on. */
export function withStart(
  { options }: RuleDescription,
  given: Readonly<Record<string, Json>>,
  former: Rule | undefined,
  now: Date,
): Record<string, Json> {
  const starts = options
    .filter(({ name, startsNow }) => startsNow && isEmpty(given[name]))
    .map(({ name }) => [name, (former?.enabled && former.options[name]) || now.toISOString()] as const);
  return { ...given, ...Object.fromEntries(starts) };
}

/** What is left of the choices of a rule that was switched off: it starts again when it is switched on again. */
export function withoutStart(
  { options }: RuleDescription,
  chosen: Readonly<Record<string, Json>>,
): Record<string, Json> {
  const starts = new Set(options.filter(({ startsNow }) => startsNow).map(({ name }) => name));
  return Object.fromEntries(Object.entries(chosen).filter(([name]) => !starts.has(name)));
}

/** `Date` alone would read February 30 as a day of March. */
function isDate(value: string): boolean {
  return DATE.test(value) && isISO8601(value, { strict: true }) && !Number.isNaN(Date.parse(value));
}

/** Also a choice for several cases that has none. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
