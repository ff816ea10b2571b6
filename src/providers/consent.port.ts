/** What a provider says of a person's consent that the platform has not said: the person has left, or has joined by a form. */
export interface ProviderConsent {
  /** E-mail address, as the provider has it. */
  address: string;
  state: 'granted' | 'revoked' | 'pending';
  /** When the person said so, as far as the provider tells it; never earlier than they did. */
  statedAt: Date;
  /** What the provider calls it, for those who have to prove it. No personal data. */
  evidence: Readonly<Record<string, string>>;
}

/**
 * How consent is read from what a provider sends by itself. Pure. Two ways lead to the same statement: a webhook comes sooner
 * and knows the moment, and a record is there without webhooks. The newest statement counts, no matter who made it. So what is read
 * twice makes no difference, and what the provider says wins over an older consent of the platform.
 */
export interface ConsentPort {
  /** The stream whose records say it. */
  readonly stream: string;
  /** @param record an object of the stream, as the provider sent it. @returns `null`: it says nothing of a consent */
  ofRecord(record: Readonly<Record<string, unknown>>): ProviderConsent | null;
  /**
   * @param body of one event, as `WebhookPort.parse` has kept it
   * @returns `null`: the event says nothing of a consent, or is not understood
   */
  ofWebhook(body: string): ProviderConsent | null;
}
