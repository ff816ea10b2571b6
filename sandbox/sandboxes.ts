import type { Sandbox } from './common/sandbox.js';

interface SandboxEntry {
  /** Where it listens unless `SANDBOX_<VENDOR>_PORT` says otherwise. */
  port: number;
  /**
   * Loaded only then: each is some two hundred modules, and most who start a sandbox want one.
   * @param accounts to create at the start, as `POST /_control/accounts` takes them
   */
  open(accounts: never[]): Promise<Sandbox>;
}

/** One line a vendor. */
export const SANDBOXES: Readonly<Record<string, SandboxEntry>> = {
  stripe: {
    port: 4010,
    open: async (accounts) => new (await import('./stripe/stripe.sandbox.js')).StripeSandbox(accounts),
  },
  square: {
    port: 4020,
    open: async (accounts) => new (await import('./square/square.sandbox.js')).SquareSandbox(accounts),
  },
  mailchimp: {
    port: 4030,
    open: async (accounts) => new (await import('./mailchimp/mailchimp.sandbox.js')).MailchimpSandbox(accounts),
  },
  quickbooks: {
    port: 4040,
    open: async (accounts) => new (await import('./quickbooks/quickbooks.sandbox.js')).QuickBooksSandbox(accounts),
  },
};
