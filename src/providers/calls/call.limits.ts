/** What a provider allows one of its accounts. */
export interface CallLimits {
  /** Requests a second, of all kinds. */
  perSecond: number;
  /** Requests a second of one operation (`GET /v1/customers`); absent: only the limit of the account applies. */
  perOperationPerSecond?: (operation: string) => number | null;
  /** Requests under way at the same time. */
  concurrent?: number;
}
