import { historyOf, timeIn, turnOf } from './contact.history.js';

type Contact = Readonly<Record<string, unknown>>;

/** What a contact says of its consent. */
export interface SaidConsent<C> {
  consent: C | 'revoked';
  /** Epoch ms; `null`: the platform does not say. */
  at: number | null;
  /** The contact says something else, which has ended with an earlier revocation. */
  hasEnded?: true;
}

/**
 * What a contact says, as far as it counts. The newest word counts, and not the one that came last: a consent from before a
 * revocation has ended with it, whichever of the two was sent, or was ever looked at. That a consent is pending or unknown takes
 * no revocation back.
 */
export function consentSaid<C extends string>(contact: Contact & { emailConsent: C }): SaidConsent<C> {
  const { emailConsent: consent } = contact;
  const at = consentTime(contact);
  const revokedAt = consent === 'revoked' ? null : lastRevocation(contact);
  if (revokedAt === null) return { consent, at };
  const isOver = at === null ? consent !== 'granted' : at <= revokedAt;
  return isOver ? { consent: 'revoked', at: revokedAt, hasEnded: true } : { consent, at };
}

/** When the contact has revoked last, by what it has said of that last. `null`: it never has. */
function lastRevocation({ history }: Contact): number | null {
  const said = historyOf(history);
  const times = said.flatMap(({ emailConsent, updatedAt }, n) => {
    if (emailConsent !== 'revoked' || said[n + 1]?.emailConsent === 'revoked') return [];
    return consentTime({ emailConsent, updatedAt, history: said.slice(0, n + 1) }) ?? [];
  });
  return times.length > 0 ? Math.max(...times) : null;
}

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
