export interface Used {
  /** Requests to the provider, including repeated ones. */
  apiCalls: number;
  /** Records that the provider returned, changed or not. */
  records: number;
  /** Webhook events, without duplicates. */
  webhooks: number;
  /** Size of the provider's responses. */
  bytes: number;
}

/** Usage of one provider by one tenant on one day. */
export interface UsageRow extends Used {
  tenantId: string;
  provider: string;
  /** Number of UTC days since the epoch. */
  day: number;
}
