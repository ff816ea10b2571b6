/** One way in which a vendor refuses a whole connection. What is named must match; what is not may be anything. */
export interface CredentialsRule {
  /** HTTP status of the answer. */
  status?: number;
  /** What the vendor calls the error: its code, or its title. */
  code?: RegExp;
  /** What it means, for the reader of the table. */
  meaning: string;
  /** What the vendor did, for the error's message: `refused the API key`. */
  says: string;
  /** Another token may be accepted, so the token is refreshed, and the call is tried once more. */
  refreshes?: true;
}

/**
 * The rule by which an answer refuses the credentials as such, which stops the connection until its owner comes back.
 * Each provider states its rules in its failures file; no other answer may become a `ProviderCredentialsError`.
 * @param answer in the vendor's own form: a proxy's bare 401 must not come here
 */
export function refusalOf(
  rules: readonly CredentialsRule[],
  answer: { status?: number; code: string },
): CredentialsRule | undefined {
  // A rate limit or an outage says nothing about the credentials, whatever the body contains.
  if (answer.status === 429 || (answer.status ?? 0) >= 500) return undefined;
  return rules.find(
    ({ status, code }) =>
      (status === undefined || status === answer.status) && (code === undefined || code.test(answer.code)),
  );
}
