import { NO_ACCOUNT } from './api.front.js';
import type { ControlCalls } from './control.router.js';
import type { FaultKind } from './fault.registry.js';
import type { Lagging } from './index.lag.js';
import type { SandboxWorld } from './sandbox.world.js';
import { streamNamed } from './stream.name.js';
import type { WebhookSender } from './webhook.sender.js';

/** The control calls about the world that are the same for every vendor. */
export function worldCalls(world: SandboxWorld<unknown>): ControlCalls {
  const known = (id: string): string => {
    if (!world.accounts.has(id)) throw new Error(`no account ${id}`);
    return id;
  };
  return {
    'GET health': () => ({
      ok: true,
      accounts: world.accounts.size,
      rssBytes: process.memoryUsage().rss,
      ...world.clock.describe(),
    }),
    'POST faults': (body) => world.faults.add(body as { kind: FaultKind }),
    'DELETE faults': () => world.faults.clear(),
    'POST idempotency': (body) => {
      const seconds = Number(body.seconds);
      if (!(seconds >= 0)) throw new Error('seconds must be a number from 0 on');
      return { seconds: (world.idempotency.seconds = seconds) };
    },
    'DELETE idempotency': () => world.idempotency.expireAll(),
    'POST latency': (body) => world.latency.set(Number(body.ms), body.path as string | undefined),
    'POST clock': (body) => {
      world.clock.set(body);
      return world.clock.describe();
    },
    'GET accounts/:id/writes': (_body, id) => world.writes.report(known(id)),
    'DELETE accounts/:id/writes': (_body, id) => world.writes.clear(known(id)),
    'GET writes': () => world.writes.report(NO_ACCOUNT),
    'DELETE writes': () => world.writes.clear(NO_ACCOUNT),
    'GET requests': () => world.counter.report(),
    'DELETE requests': () => world.counter.reset(),
  };
}

/** How long lists and searches of a stream, or of all, stay behind what is written from now on. */
export function lagCall<Account, Stream extends string>(
  world: SandboxWorld<Account>,
  streams: readonly Stream[],
  storesOf: (account: Account, stream: Stream) => Iterable<Lagging>,
): ControlCalls {
  return {
    'POST lag': (body) => {
      const wanted = body.stream === undefined ? streams : [streamNamed(streams, body.stream)];
      const account = body.account === undefined ? undefined : world.accounts.get(String(body.account));
      if (body.account !== undefined && !account) throw new Error(`no account ${String(body.account)}`);
      for (const one of account ? [account] : world.accounts.values()) {
        for (const stream of wanted) {
          for (const store of storesOf(one, stream)) {
            store.lagBy(Number(body.ms ?? 0), () => world.clock.milliseconds());
          }
        }
      }
    },
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
