import type { MailchimpAccount } from '../live/mailchimp.account.js';

/** Who was subscribed by a program after leaving, over all audiences: `count` must be 0. */
export function consentReport(accounts: Iterable<MailchimpAccount>) {
  const ledgers = ledgersOf(accounts);
  const violations = ledgers.flatMap((ledger) => ledger.violations);
  return {
    count: violations.length,
    violations,
    unconfirmed: ledgers.flatMap((ledger) => ledger.unconfirmed),
    refused: ledgers.flatMap((ledger) => ledger.refused),
  };
}

export function clearConsent(accounts: Iterable<MailchimpAccount>): void {
  for (const ledger of ledgersOf(accounts)) ledger.clear();
}

function ledgersOf(accounts: Iterable<MailchimpAccount>) {
  return [...accounts].flatMap((account) => [...account.audiences.values()].map(({ consent }) => consent));
}
