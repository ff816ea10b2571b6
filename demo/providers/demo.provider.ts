import type { Stripping } from '../../src/providers/stripping/stripping.js';
import type { ControlClient, SandboxAccount } from '../clients/control.client.js';
import type { SeasonAtProvider } from '../season/compared.object.js';

/** Spare accounts are small: connecting one is to be tried, not waited for. */
export const SPARE_SCALE = 20;

/** How the demo uses one provider. */
export interface DemoProvider {
  sandboxEnv: Record<string, string>;
  /** @param sandbox base URL of the provider's sandbox */
  serviceEnv(sandbox: string): Record<string, string>;
  /** What `POST /_control/accounts` makes the account from. */
  account(): Record<string, unknown>;
  /** The API version of the demo's account, where it is to be an old one. */
  apiVersion?: string;
  /** Has the account's events delivered to `url`, if connecting it does not do so by itself. */
  subscribe(control: ControlClient, account: SandboxAccount, url: string): Promise<void>;
  /** What the service takes out of the account's objects before it stores them. */
  stripped: Stripping;
  /** Makes an account that is not connected yet: what connecting it by key takes, as variables of a shell. */
  spare(control: ControlClient): Promise<Record<string, string>>;
  /** What becomes there of what the platform pushes. */
  season: SeasonAtProvider;
  /** Bodies of the sandbox's `mutate` call. */
  changes: readonly Record<string, unknown>[];
}
