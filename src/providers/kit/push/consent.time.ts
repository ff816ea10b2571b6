import { text } from '../fields.js';

type Contact = Readonly<Record<string, unknown>>;

/**
 * When a contact has said what it says of its consent, epoch ms; `null`: that is not known. Who withdraws a consent does not
 * have to say when: a time that was there before is not that of the revocation.
 */
export function consentTime({
  emailConsent,
  consentAt,
  consentBefore,
  consentSince,
  updatedAt,
}: Contact): number | null {
  const at = timeIn(consentAt);
  if (emailConsent !== 'revoked') return at;
  const before = timeIn(consentBefore);
  if (at !== null && (before === null || at > before)) return at;
  const said = [at, timeIn(consentSince)].flatMap((time) => time ?? []);
  return said.length > 0 ? Math.max(...said) : timeIn(updatedAt);
}

export function timeIn(value: unknown): number | null {
  const time = Date.parse(text(value) ?? '');
  return Number.isNaN(time) ? null : time;
}
