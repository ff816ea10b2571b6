import { ValidationError } from '../../common/http.errors.js';

/** Far more than any provider sends. */
const MAX_LENGTH = 4_096;
const ERROR_CODE = /^[\w.-]{1,64}$/;
/** Line breaks and the like have no place in a sentence. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Surrogate}]+/gu;

export interface Denial {
  /** RFC 6749, 4.1.2.1. */
  error: string;
  description: string | null;
}

export interface CallbackParameters {
  /** `null`: there is a code. */
  denial: Denial | null;
  code: string;
  /** RFC 9207. */
  issuer: string | null;
  /** What else came along, by the names the provider gave it. */
  others: Record<string, string>;
}

/**
 * The query of a callback whose state is good; what is empty counts as absent.
 * @param required what must come with a code, and its form
 * @throws ValidationError when it says too little, or one thing twice
 */
export function readCallback(
  query: Readonly<Record<string, unknown>>,
  required: Readonly<Record<string, RegExp>> = {},
): CallbackParameters {
  const others: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(query)) {
    if (value === '') continue;
    if (typeof value !== 'string') throw new ValidationError([{ field: name, message: 'must be there once' }]);
    if (value.length > MAX_LENGTH) throw new ValidationError([{ field: name, message: 'is too long' }]);
    others[name] = value;
  }
  const { state: _state, code = '', error, error_description: description, iss = null, ...rest } = others;
  if (error === undefined && code === '') {
    throw new ValidationError([{ field: 'code', message: 'must be there, or an error' }]);
  }
  const denial = error === undefined ? null : { error: codeOf(error), description: sentence(description) };
  if (!denial) requireParameters(rest, required);
  return { denial, code, issuer: iss, others: rest };
}

function requireParameters(given: Record<string, string>, required: Readonly<Record<string, RegExp>>): void {
  const problems = Object.entries(required)
    .filter(([name, form]) => !form.test(given[name] ?? ''))
    .map(([field]) => ({ field, message: given[field] === undefined ? 'must be there' : 'is malformed' }));
  if (problems.length > 0) throw new ValidationError(problems);
}

function codeOf(error: string): string {
  return ERROR_CODE.test(error) ? error : 'an unknown error';
}

function sentence(description: string | undefined): string | null {
  return description?.replace(CONTROL, ' ').trim().slice(0, 200) || null;
}
