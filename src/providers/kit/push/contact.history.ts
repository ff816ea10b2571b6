import { text } from '../fields.js';

/** What a version of a contact says of its consent and its venue. An absent field was left as it was before. */
export interface SaidVersion {
  version: number;
  updatedAt: string;
  emailConsent: string;
  venueId?: string | null;
  consentAt?: string | null;
}

/** Since when a contact says what it says now, and what it said before that. */
interface Turn {
  since: number | null;
  before: SaidVersion;
}

/**
 * Everything that the versions of a contact have said of its venue and its consent, oldest first, in whichever order they came. A
 * version that does not name a field leaves it as it was. Of two with one number the first counts.
 */
export function historyOf(versions: unknown): readonly SaidVersion[] {
  const said: SaidVersion[] = [];
  const ordered = Array.isArray(versions) ? (versions as SaidVersion[]).toSorted((a, b) => a.version - b.version) : [];
  for (const version of ordered) {
    if (version.version !== said.at(-1)?.version) said.push({ ...said.at(-1), ...version });
  }
  return said;
}

/** `null`: the contact has always said so. */
export function turnOf(history: readonly SaidVersion[], field: 'venueId' | 'emailConsent'): Turn | null {
  const now = history.at(-1)?.[field] ?? null;
  const at = history.findLastIndex((version) => (version[field] ?? null) !== now);
  const [before, first] = [history[at], history[at + 1]];
  return before && first ? { since: timeIn(first.updatedAt), before } : null;
}

export function timeIn(value: unknown): number | null {
  const time = Date.parse(text(value) ?? '');
  return Number.isNaN(time) ? null : time;
}
