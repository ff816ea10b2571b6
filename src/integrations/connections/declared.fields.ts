import type { FieldError } from '../../common/app.error.js';
import { ValidationError } from '../../common/http.errors.js';
import type { ProviderDescription } from '../../providers/provider.port.js';

const MAX_LENGTH = 4_096;

/** The credentials of a connection by key, by the names its provider declares. @throws ValidationError */
export function readCredentials(
  { credentialFields }: ProviderDescription,
  given: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const problems: FieldError[] = [];
  const credentials: Record<string, string> = {};
  const known = new Set(credentialFields.map(({ name }) => name));
  for (const name of Object.keys(given)) {
    if (!known.has(name)) problems.push({ field: `credentials.${name}`, message: 'is not a field of this provider' });
  }
  for (const { name, required } of credentialFields) {
    const value = Object.hasOwn(given, name) ? given[name] : undefined;
    if (value === undefined && !required) continue;
    if (typeof value !== 'string' || value.trim() === '' || value.length > MAX_LENGTH) {
      problems.push({ field: `credentials.${name}`, message: `must be a string of 1 to ${MAX_LENGTH} characters` });
    } else credentials[name] = value.trim();
  }
  if (problems.length > 0) throw new ValidationError(problems);
  return credentials;
}
