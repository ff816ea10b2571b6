import type { ControlClient, SandboxAccount } from '../clients/control.client.js';
import type { DemoProvider } from '../providers/demo.provider.js';

/** One provider's account, connected to the demo tenant. */
export interface ConnectedProvider {
  name: string;
  plan: DemoProvider;
  control: ControlClient;
  account: SandboxAccount;
  integrationId: string;
  /** Names of the streams, in the service's order. */
  streams: string[];
}
