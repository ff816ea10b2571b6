import { setTimeout as delay } from 'node:timers/promises';
import { isLive, type Run } from '../clients/service.answers.js';
import type { TenantClient } from '../clients/tenant.client.js';
import { DemoError } from '../demo.error.js';
import { ProgressDisplay } from '../report/progress.display.js';
import type { Terminal } from '../report/terminal.js';
import type { ConnectedProvider } from './connected.provider.js';

const POLL_MS = 500;
const WITHIN_MS = 300_000;

interface SyncShow {
  title: string;
  terminal: Terminal;
  /** Records by provider and stream, where they are known beforehand. */
  expected: Readonly<Record<string, Record<string, number>>>;
  signal: AbortSignal;
}

/** Syncs all providers side by side. @throws DemoError when a run does not succeed */
export async function syncAll(
  tenant: TenantClient,
  providers: readonly ConnectedProvider[],
  { title, terminal, expected, signal }: SyncShow,
): Promise<Run[]> {
  const display = new ProgressDisplay(terminal, title, expected);
  const runs = await Promise.all(
    providers.map(async ({ name, integrationId }) => {
      const { id } = await tenant.startSync(integrationId);
      const run = await follow(tenant, id, (now) => display.update(name, now), signal);
      if (run.status !== 'succeeded') throw new DemoError(`The ${title} of ${name} ${run.status}: ${failureOf(run)}`);
      return run;
    }),
  );
  display.end();
  return runs;
}

/** By the run's event stream, and by asking where that breaks off. */
async function follow(tenant: TenantClient, id: string, show: (run: Run) => void, signal: AbortSignal): Promise<Run> {
  const patience = AbortSignal.timeout(WITHIN_MS);
  const seen = (run: Run): Run | undefined => {
    signal.throwIfAborted();
    if (patience.aborted) throw new DemoError(`Run ${id} did not end within ${WITHIN_MS / 1000} s`);
    show(run);
    return isLive(run) ? undefined : run;
  };
  try {
    for await (const run of tenant.runEvents(id, AbortSignal.any([signal, patience]))) {
      const ended = seen(run);
      if (ended) return ended;
    }
  } catch {
    signal.throwIfAborted();
  }
  for (;;) {
    const ended = seen(await tenant.run(id));
    if (ended) return ended;
    await delay(POLL_MS, undefined, { signal });
  }
}

function failureOf({ error, streams }: Run): string {
  const failed = streams.flatMap((one) => (one.error ? [`${one.stream}: ${one.error.message}`] : []));
  return [error?.message ?? 'no reason given', ...failed].join('; ');
}
