import { inspect } from 'node:util';

/** Of these secrets, those that whoever logs or stores the error would see: in its message, stack, fields or causes. */
export function leaksOf(error: unknown, secrets: readonly string[]): string[] {
  const seen = inspect(error, { depth: 12, showHidden: true, maxStringLength: null, maxArrayLength: null });
  return secrets.filter((secret) =>
    [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')].some((form) => seen.includes(form)),
  );
}
