import { patient } from '../support/patience.js';

/** The test waits for it. Much shorter than any hang. */
const ENDLESS_MS = patient(300);
/** No test waits for it. On a busy machine an answer, or the first call of an SDK, may take longer than the short one. */
const ANSWERED_MS = patient(20_000);
/** Faults of the proxy and of the sandboxes after which no whole answer comes. */
const ENDLESS: readonly string[] = ['hold', 'trickle', 'hang'];

/** The environment that ends a call to a vendor in time: soon only where the answer never comes. */
export function callTimeout({ kind }: { kind: string }): Record<string, string> {
  return { PROVIDER_TIMEOUT_MS: String(ENDLESS.includes(kind) ? ENDLESS_MS : ANSWERED_MS) };
}
