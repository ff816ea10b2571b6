import { setTimeout as delay } from 'node:timers/promises';
import { hasEnded, type Batch, type OutboundTarget } from '../clients/service.answers.js';
import type { TenantClient } from '../clients/tenant.client.js';
import { DemoError } from '../demo.error.js';
import { ProgressDisplay } from '../report/progress.display.js';
import type { Terminal } from '../report/terminal.js';
import { switchRulesOn } from '../season/rule.choices.js';
import type { PushedCall } from '../season/season.js';
import { DEMO_SEASON } from '../season/season.plan.js';
import type { ConnectedProvider } from './connected.provider.js';

const WITHIN_MS = 120_000;
const RETRY_MS = 500;
/** Statuses that do not end by themselves. */
const UNFINISHED = ['waiting', 'dead'];
const NAMED_AT_MOST = 5;

interface PushShow {
  title: string;
  terminal: Terminal;
  signal: AbortSignal;
}

/** What a round of pushes came to. */
export interface Pushed {
  items: number;
  /** Objects at the accounts, of all rounds. */
  applied: number;
  skipped: number;
}

/** Sets the accounts up at the providers, then chooses for each of them what is pushed and how. @returns the number of rules */
export async function decideRules(tenant: TenantClient, providers: readonly ConnectedProvider[]): Promise<number> {
  const call = <T>(method: string, path: string, body?: unknown) => tenant.call<T>(method, path, body);
  const counts = await Promise.all(
    providers.map(async ({ plan, control, account, integrationId }) => {
      await plan.season.setUp(control, account.id);
      return switchRulesOn(call, integrationId, DEMO_SEASON.currencies);
    }),
  );
  return counts.reduce((sum, one) => sum + one, 0);
}

/** Pushes to all accounts at once, and waits until nothing is on its way. @throws DemoError for what is not there then */
export async function pushAll(
  tenant: TenantClient,
  calls: readonly PushedCall[],
  { title, terminal, signal }: PushShow,
): Promise<Pushed> {
  const display = new ProgressDisplay(terminal, title, {}, 'objects');
  const batches = new Map<string, Batch>();
  const show = (entity: string, batch: Batch) => {
    batches.set(entity, batch);
    display.update(title, runOf(batches));
  };
  await Promise.all(
    calls.map(async ({ entity, items }) => {
      const id = await tenant.push(entity, items);
      await follow(tenant, id, (batch) => show(entity, batch), signal);
    }),
  );
  display.end();
  const counts = await whatIsThere(tenant, title, signal);
  return { items: calls.reduce((total, { items }) => total + items.length, 0), ...counts };
}

/** By the batch's event stream, again if that breaks off. */
async function follow(
  tenant: TenantClient,
  id: string,
  show: (batch: Batch) => void,
  signal: AbortSignal,
): Promise<void> {
  const patience = AbortSignal.timeout(WITHIN_MS);
  let last: Batch | undefined;
  while (!last || !hasEnded(last)) {
    signal.throwIfAborted();
    if (patience.aborted) {
      throw new DemoError(`Batch ${id} did not end within ${WITHIN_MS / 1000} s: ${JSON.stringify(last?.counts)}`);
    }
    try {
      for await (const batch of tenant.batchEvents(id, AbortSignal.any([signal, patience]))) show((last = batch));
    } catch (error) {
      if (error instanceof DemoError) throw error;
      await delay(RETRY_MS, undefined, { signal });
    }
  }
  if (last.status === 'dead') throw new DemoError(`Batch ${id} could not be planned: ${last.error?.message ?? ''}`);
}

/**
 * All objects of the platform at all accounts, once none is on its way. Some begin when their batch has ended already: tags, when
 * a person has become a member.
 * @throws DemoError for what a person would have to look at
 */
async function whatIsThere(
  tenant: TenantClient,
  title: string,
  signal: AbortSignal,
): Promise<Pick<Pushed, 'applied' | 'skipped'>> {
  const deadline = Date.now() + WITHIN_MS;
  for (;;) {
    const targets: OutboundTarget[] = [];
    for await (const target of tenant.outbound({})) targets.push(target);
    const unfinished = targets.filter(({ status }) => status !== 'applied' && status !== 'skipped');
    const isOpen = unfinished.some(({ status }) => !UNFINISHED.includes(status));
    if (unfinished.length === 0) {
      const applied = targets.filter(({ status }) => status === 'applied').length;
      return { applied, skipped: targets.length - applied };
    }
    if (!isOpen || Date.now() > deadline) throw new DemoError(`The ${title}: ${namesOf(unfinished)}`);
    await delay(RETRY_MS, undefined, { signal });
  }
}

const namesOf = (targets: readonly OutboundTarget[]): string =>
  targets
    .slice(0, NAMED_AT_MOST)
    .map(({ provider, target, platformId, status, reason }) => {
      return `${provider} ${target} of ${platformId} is ${status}: ${reason?.message ?? reason?.code ?? ''}`;
    })
    .join('; ');

/** Batches by entity, as the display shows runs. */
function runOf(batches: ReadonlyMap<string, Batch>) {
  const streams = [...batches].map(([stream, batch]) => {
    const { applied, skipped, waiting, dead, pending, sending, unknown } = batch.counts;
    const fetched = applied + skipped + waiting + dead;
    const total = batch.status === 'received' ? null : fetched + pending + sending + unknown;
    return { stream, status: hasEnded(batch) ? 'done' : 'open', fetched, estimatedTotal: total, error: null } as const;
  });
  const fetched = streams.reduce((sum, one) => sum + one.fetched, 0);
  return { status: 'running' as const, streams, progress: { fetched, ratePerSecond: 0, etaSeconds: null } };
}
