import type { Limits } from '../../config/limits.config.js';

const USUAL_TIMEOUT_MS = 30_000;

/** What a provider allows one of its accounts. */
export interface CallLimits {
  /** Requests a second, of all kinds. */
  perSecond: number;
  /** Requests a second of one operation (`GET /v1/customers`); absent: only the limit of the account applies. */
  perOperationPerSecond?: (operation: string) => number | null;
  /** One request, from first byte sent to last byte read; absent: 30 s. */
  timeoutMs?: number;
  /** Requests under way at the same time. */
  concurrent?: number;
  /** How often a call is made that fails in a way that may pass; absent: `PROVIDER_CALL_TRIES`. */
  tries?: number;
  /** Calls with another circuit than the account's own: their failures do not stop the others. Absent: the account's. */
  circuit?: string;
}

/** How long one request may take. @param own of the provider */
export function callTimeout(
  { PROVIDER_TIMEOUT_MS }: Pick<Limits, 'PROVIDER_TIMEOUT_MS'>,
  own = USUAL_TIMEOUT_MS,
): number {
  return PROVIDER_TIMEOUT_MS ?? own;
}
