import type { ControlCalls } from './control.router.js';
import type { FaultKind } from './fault.registry.js';
import type { SandboxWorld } from './sandbox.world.js';
import type { WebhookSender } from './webhook.sender.js';

/** The control calls about the world that are the same for every vendor. */
export function worldCalls(world: SandboxWorld<unknown>): ControlCalls {
  return {
    'GET health': () => ({
      ok: true,
      accounts: world.accounts.size,
      rssBytes: process.memoryUsage().rss,
      ...world.clock.describe(),
    }),
    'POST faults': (body) => world.faults.add(body as { kind: FaultKind }),
    'DELETE faults': () => world.faults.clear(),
    'POST latency': (body) => world.latency.set(Number(body.ms), body.path as string | undefined),
    'POST clock': (body) => {
      world.clock.set(body);
      return world.clock.describe();
    },
    'GET requests': () => world.counter.report(),
    'DELETE requests': () => world.counter.reset(),
  };
}

/** Those about webhooks; how an endpoint is registered is the vendor's. */
export function webhookCalls(
  endpoints: Map<string, unknown>,
  sender: Pick<WebhookSender, 'configure' | 'report' | 'reset'>,
): ControlCalls {
  return {
    'GET webhook-endpoints': () => [...endpoints.values()],
    'DELETE webhook-endpoints': () => endpoints.clear(),
    'POST webhooks': (body) => ({ habits: sender.configure(body) }),
    'GET webhooks': () => sender.report(),
    'DELETE webhooks': () => sender.reset(),
  };
}
