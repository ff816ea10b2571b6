import type { FieldError } from '../../common/app.error.js';
import { ValidationError } from '../../common/http.errors.js';
import type { FieldDescription, ProviderDescription } from '../../providers/provider.port.js';

const MAX_LENGTH = 4_096;

/** Checks credentials against the fields that the provider declares. @throws ValidationError */
export function readCredentials(
  { credentialFields }: Pick<ProviderDescription, 'credentialFields'>,
  given: Readonly<Record<string, unknown>>,
): Record<string, string> {
  return readFields('credentials', credentialFields, given);
}

/**
 * Checks settings against the fields that the provider declares.
 * @param maxBytes largest size of the settings as JSON
 * @throws ValidationError
 */
export function readSettings(
  { settingFields }: Pick<ProviderDescription, 'settingFields'>,
  given: Readonly<Record<string, unknown>>,
  maxBytes: number,
): Record<string, string> {
  if (Buffer.byteLength(JSON.stringify(given)) > maxBytes) {
    throw new ValidationError([{ field: 'settings', message: `must be at most ${maxBytes} bytes of JSON` }]);
  }
  return readFields('settings', settingFields, given);
}

/** Own properties only: a name that every object inherits (`constructor`) counts as unknown. */
function readFields(
  map: string,
  declared: readonly FieldDescription[],
  given: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const problems: FieldError[] = [];
  const values: Record<string, string> = {};
  const known = new Set(declared.map(({ name }) => name));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) problems.push({ field: `${map}.${name}`, message: 'is not a field of this provider' });
  }
  for (const { name, required } of declared) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined && !required) continue;
    if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_LENGTH) {
      problems.push({ field: `${map}.${name}`, message: `must be a string of 1 to ${MAX_LENGTH} characters` });
    } else values[name] = value.trim();
  }
  if (problems.length > 0) throw new ValidationError(problems);
  return values;
}
