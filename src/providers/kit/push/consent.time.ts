import { historyOf, timeIn, turnOf } from './contact.history.js';

type Contact = Readonly<Record<string, unknown>>;

/**
 * When a contact has said what it says of its consent, epoch ms; `null`: that is not known. Who withdraws a consent does not
 * have to say when: a time that was there before is not that of the revocation.
 */
export function consentTime({ emailConsent, consentAt, history, updatedAt }: Contact): number | null {
  const said = historyOf(history);
  const at = timeIn(said.length > 0 ? said.at(-1)?.consentAt : consentAt);
  if (emailConsent !== 'revoked') return at;
  const turn = turnOf(said, 'emailConsent');
  const before = timeIn(turn?.before.consentAt);
  if (at !== null && (before === null || at > before)) return at;
  const times = [at, turn?.since ?? null].flatMap((time) => time ?? []);
  return times.length > 0 ? Math.max(...times) : timeIn(updatedAt);
}
