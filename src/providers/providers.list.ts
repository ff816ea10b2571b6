import type { Config } from '../config/config.js';
import type { ProviderConfig } from '../config/provider.config.js';
import type { ProviderCalls } from './calls/provider.calls.js';
import { mailchimpConfig } from './mailchimp/mailchimp.config.js';
import type { ProviderPort } from './provider.port.js';
import { quickbooksConfig } from './quickbooks/quickbooks.config.js';
import { squareConfig } from './square/square.config.js';
import { stripeConfig } from './stripe/stripe.config.js';

export interface ProviderEntry {
  /** As in the URLs of the API. */
  name: string;
  /** Its variables and limits. Imports nothing heavy: every command reads it. */
  config: ProviderConfig;
  /** Loads its code. Called when the application is built, never for the configuration. */
  load(): Promise<{ default: new (config: Config, calls: ProviderCalls) => ProviderPort }>;
}

/** One line a provider. */
export const PROVIDERS: readonly ProviderEntry[] = [
  { name: 'stripe', config: stripeConfig, load: () => import('./stripe/stripe.provider.js') },
  { name: 'square', config: squareConfig, load: () => import('./square/square.provider.js') },
  { name: 'mailchimp', config: mailchimpConfig, load: () => import('./mailchimp/mailchimp.provider.js') },
  { name: 'quickbooks', config: quickbooksConfig, load: () => import('./quickbooks/quickbooks.provider.js') },
];

/** For `loadConfig`. */
export const PROVIDER_CONFIGS: readonly ProviderConfig[] = PROVIDERS.map(({ config }) => config);
