export interface Used {
  /** Requests to the provider, repeated ones included. */
  apiCalls: number;
  /** Records that came from the provider, changed or not. */
  records: number;
  /** Webhook events, each once. */
  webhooks: number;
  /** Of the provider's answers. */
  bytes: number;
}

/** What one tenant used of one provider on one day. */
export interface UsageRow extends Used {
  tenantId: string;
  provider: string;
  /** UTC days since the epoch. */
  day: number;
}
