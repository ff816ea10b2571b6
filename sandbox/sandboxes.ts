import type { Sandbox } from './common/sandbox.js';
import { MailchimpSandbox } from './mailchimp/mailchimp.sandbox.js';
import { QuickBooksSandbox } from './quickbooks/quickbooks.sandbox.js';
import { SquareSandbox } from './square/square.sandbox.js';
import { StripeSandbox } from './stripe/stripe.sandbox.js';

interface SandboxEntry {
  /** Where it listens unless `SANDBOX_<VENDOR>_PORT` says otherwise. */
  port: number;
  /** @param accounts to create at the start, as `POST /_control/accounts` takes them */
  open(accounts: never[]): Sandbox;
}

/** One line a vendor. */
export const SANDBOXES: Readonly<Record<string, SandboxEntry>> = {
  stripe: { port: 4010, open: (accounts) => new StripeSandbox(accounts) },
  square: { port: 4020, open: (accounts) => new SquareSandbox(accounts) },
  mailchimp: { port: 4030, open: (accounts) => new MailchimpSandbox(accounts) },
  quickbooks: { port: 4040, open: (accounts) => new QuickBooksSandbox(accounts) },
};
