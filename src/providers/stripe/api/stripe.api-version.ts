/**
 * The version that the SDK is pinned to, known without loading it. The SDK's types accept no other, so an upgrade
 * that forgets this line does not compile. https://docs.stripe.com/api/versioning
 */
export const STRIPE_API_VERSION = '2026-10-28.endive';

interface Version {
  /** `YYYY-MM-DD`. */
  date: string;
  /** Versions before autumn 2024 have none. */
  release: string | null;
}

const PINNED = parse(STRIPE_API_VERSION)!;

/** The monthly versions of one release only add to each other: `2026-11-25.endive` reads as `2026-10-28.endive`. */
export function isPinnedRelease(version: string): boolean {
  return parse(version)?.release === PINNED.release;
}

/** Whether a version lies between `since`, its day included, and the pinned release. What is newer is not known yet. */
export function isKnownSince(version: string, since: string): boolean {
  const parsed = parse(version);
  if (parsed === null || parsed.release === 'preview' || parsed.date < since) return false;
  return parsed.date <= PINNED.date || parsed.release === PINNED.release;
}

function parse(version: string): Version | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:\.([a-z]+))?$/.exec(version);
  return match && { date: match[1]!, release: match[2] ?? null };
}
