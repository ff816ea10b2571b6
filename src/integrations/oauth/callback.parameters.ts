import { ValidationError } from '../../common/http.errors.js';

/** Longer than any value that a provider sends. */
const MAX_LENGTH = 4_096;
const ERROR_CODE = /^[\w.-]{1,64}$/;
/** Line breaks and other control characters, which are removed from a description. */
const CONTROL = /[\p{Cc}\p{Cf}\p{Surrogate}]+/gu;

export interface Denial {
  /** Error code of RFC 6749, 4.1.2.1. */
  error: string;
  description: string | null;
}

export interface CallbackParameters {
  /** `null`: the consent was not denied, and there is a code. */
  denial: Denial | null;
  code: string;
  /** Issuer of RFC 9207. */
  issuer: string | null;
  /** All other parameters, by the provider's names. */
  others: Record<string, string>;
}

/**
 * Reads the query of a callback after its state was verified. An empty parameter counts as absent.
 * @param required parameters that must accompany a code, with their format
 * @throws ValidationError when a parameter is missing or repeated
 */
export function readCallback(
  query: Readonly<Record<string, unknown>>,
  required: Readonly<Record<string, RegExp>> = {},
): CallbackParameters {
  const others: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [name, value] of Object.entries(query)) {
    if (value === '') continue;
    if (typeof value !== 'string') throw new ValidationError([{ field: name, message: 'must not be repeated' }]);
    if (value.length > MAX_LENGTH) throw new ValidationError([{ field: name, message: 'is too long' }]);
    others[name] = value;
  }
  const { state: _state, code = '', error, error_description: description, iss = null, ...rest } = others;
  if (error === undefined && code === '') {
    throw new ValidationError([{ field: 'code', message: 'is required if there is no error' }]);
  }
  const denial = error === undefined ? null : { error: codeOf(error), description: sentence(description) };
  if (!denial) requireParameters(rest, required);
  return { denial, code, issuer: iss, others: rest };
}

function requireParameters(given: Record<string, string>, required: Readonly<Record<string, RegExp>>): void {
  const problems = Object.entries(required)
    .filter(([name, form]) => !form.test(given[name] ?? ''))
    .map(([field]) => ({ field, message: given[field] === undefined ? 'is required' : 'is malformed' }));
  if (problems.length > 0) throw new ValidationError(problems);
}

function codeOf(error: string): string {
  return ERROR_CODE.test(error) ? error : 'an unknown error';
}

function sentence(description: string | undefined): string | null {
  return description?.replace(CONTROL, ' ').trim().slice(0, 200) || null;
}
