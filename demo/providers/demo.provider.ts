import type { ControlClient, SandboxAccount } from '../clients/control.client.js';

/** How the demo uses one provider. */
export interface DemoProvider {
  sandboxEnv: Record<string, string>;
  /** @param sandbox base URL of the provider's sandbox */
  serviceEnv(sandbox: string): Record<string, string>;
  /** Makes an account, and tells what `POST /integrations` takes to connect it. */
  open(
    control: ControlClient,
  ): Promise<{ account: SandboxAccount; credentials: Record<string, string>; settings?: Record<string, unknown> }>;
  /** Has the account's events delivered to `url`. */
  subscribe(control: ControlClient, account: SandboxAccount, url: string): Promise<void>;
  /** Bodies of the sandbox's `mutate` call. */
  changes: readonly Record<string, unknown>[];
  /** Streams with money: the field of the provider's object that the record's amount comes from. */
  amounts: Readonly<Record<string, string>>;
}
