/** One way in which a vendor refuses a whole connection. What is named must match; what is not may be anything. */
export interface CredentialsRule {
  /** HTTP status of the answer. */
  status?: number;
  /** What the vendor calls the error: its code, or its title. */
  code?: RegExp;
  /** What it means, for the reader of the table. */
  meaning: string;
}

/**
 * Whether an answer refuses the credentials as such, which stops the connection until its owner comes back. Each
 * provider states its rules in its errors file; no other answer may become a `ProviderCredentialsError`.
 * @param answer in the vendor's own form: a proxy's bare 401 must not come here
 */
export function refusesCredentials(
  rules: readonly CredentialsRule[],
  answer: { status?: number; code: string },
): boolean {
  // A rate limit or an outage says nothing about the credentials, whatever the body contains.
  if (answer.status === 429 || (answer.status ?? 0) >= 500) return false;
  return rules.some(
    ({ status, code }) =>
      (status === undefined || status === answer.status) && (code === undefined || code.test(answer.code)),
  );
}
