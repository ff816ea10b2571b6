interface ConsentCase {
  at: string;
  listId: string;
  email: string;
  left: string | null;
}

/** What the Mailchimp sandbox has noticed: see "Consent" in sandbox/README.md. */
export interface ConsentReport {
  count: number;
  violations: ConsentCase[];
  unconfirmed: ConsentCase[];
  refused: ConsentCase[];
}

/** @param sandbox URL of the Mailchimp sandbox */
export async function consentReport(sandbox: string): Promise<ConsentReport> {
  const response = await fetch(`${sandbox}/_control/consent-violations`);
  if (!response.ok) throw new Error(`The sandbox answered ${response.status}`);
  return (await response.json()) as ConsentReport;
}

/**
 * Nobody who has left an audience was subscribed by a program, it was not even tried, and nobody was subscribed unasked where
 * the audience asks. Each suite that writes to Mailchimp asserts this at its end, over all accounts of the sandbox.
 */
export async function assertConsents(sandbox: string): Promise<void> {
  const { violations, unconfirmed, refused } = await consentReport(sandbox);
  const found = { violations, unconfirmed, refused };
  if (Object.values(found).some((cases) => cases.length > 0)) {
    throw new Error(`People were subscribed against their will: ${JSON.stringify(found, null, 2)}`);
  }
}
