import type { DemoError } from './demo.error.js';
import type { DemoFolder } from './demo.folder.js';
import type { Run } from './clients/service.answers.js';
import { TenantClient } from './clients/tenant.client.js';
import type { DemoResult, StreamResult, WebhookResult } from './report/demo.result.js';
import { count } from './report/number.format.js';
import type { Phases } from './report/phases.js';
import type { Terminal } from './report/terminal.js';
import { DemoServers, type ServiceAddress } from './servers/demo.servers.js';
import { choosePort } from './servers/port.choice.js';
import type { StopList } from './servers/stop.list.js';
import { startStores } from './servers/stores.js';
import { EverySecond, DEMO_SEASON } from './season/season.plan.js';
import { Season } from './season/season.js';
import { compareAll } from './steps/comparison.step.js';
import type { ConnectedProvider } from './steps/connected.provider.js';
import { connectAll } from './steps/connect.step.js';
import { comparePushed } from './steps/push-comparison.step.js';
import { decideRules, pushAll, type Pushed } from './steps/push.step.js';
import { syncAll } from './steps/sync.step.js';
import { deliverChanges } from './steps/webhooks.step.js';

/** What is there once the demo has been through all of its steps. */
export interface Outcome {
  result: DemoResult;
  service: ServiceAddress;
  sandboxes: Record<string, string>;
  tenant: TenantClient;
  providers: ConnectedProvider[];
  /** The first sync's runs, in the order of the providers. */
  runs: Run[];
}

export interface SessionParts {
  folder: DemoFolder;
  stops: StopList;
  terminal: Terminal;
  phases: Phases;
  /** Aborted with the reason, when the demo is to end. */
  signal: AbortSignal;
  onDeath: (error: DemoError) => void;
}

/** The demo from an empty folder to the comparison; the caller stops what it started. */
export async function runSession(parts: SessionParts): Promise<Outcome> {
  const { folder, stops, terminal, phases, signal, onDeath } = parts;
  const servers = new DemoServers(folder, stops, signal, onDeath);
  // First of all: a port in use should not cost the time of a start.
  const port = await choosePort(process.env.PORT);
  const announce = (line: string) => terminal.print(line);
  const stores = await phases.run(
    'databases',
    () => startStores({ folder, stops, announce, onDeath }),
    ({ databaseUrl, redisUrl }) => `PostgreSQL on ${hostOf(databaseUrl)}, Redis on ${hostOf(redisUrl)}`,
  );
  const sandboxes = await phases.run(
    'sandbox',
    () => servers.startSandboxes(),
    (urls) => sandboxLine(urls),
  );
  const service = await phases.run(
    'service',
    () => servers.startService(port, stores, sandboxes),
    ({ publicUrl }) => `migrated, listens on ${publicUrl}`,
  );
  const tenant = new TenantClient(service.url, service.jwtSecret, signal);
  const providers = await phases.run(
    'connections',
    () => connectAll(tenant, sandboxes, signal),
    (all) => all.map(connectionText).join(', '),
  );
  const sync = (title: string, expected: Record<string, Record<string, number>>) =>
    phases.run(
      title,
      () => syncAll(tenant, providers, { title, terminal, expected, signal }),
      (runs) => runLine(runs),
    );
  const runs = await sync(
    'first sync',
    Object.fromEntries(providers.map(({ name, account }) => [name, account.counts])),
  );
  const webhooks = await phases.run(
    'webhooks',
    () => Promise.all(providers.map((provider) => deliverChanges(tenant, provider, service.publicUrl, signal))),
    (all) => {
      const sum = (of: (one: WebhookResult) => number) => count(all.reduce((total, one) => total + of(one), 0));
      return `${sum((one) => one.arrived)} signed events, ${sum((one) => one.duplicates)} delivered twice`;
    },
  );
  const season = await pushSeason(parts, tenant, providers);
  await sync('incremental sync', {});
  const [streams, pushed] = await phases.run(
    'comparison',
    () =>
      Promise.all([
        Promise.all(providers.map((provider) => compareAll(tenant, provider))),
        Promise.all(providers.map((provider) => comparePushed(season, provider))),
      ]),
    ([read, there]) => `${count(actualOf(read))} records read back, ${count(actualOf(there))} pushed objects looked at`,
  );
  const result = Object.fromEntries(
    providers.map(({ name }, i) => [name, { streams: streams[i]!, webhooks: webhooks[i]!, pushed: pushed[i]! }]),
  );
  return { result, service, sandboxes, tenant, providers, runs };
}

/** All of a season, then the changes of it. They come back by webhook, and by the sync that follows. */
async function pushSeason(
  { terminal, phases, signal }: SessionParts,
  tenant: TenantClient,
  providers: readonly ConnectedProvider[],
): Promise<Season> {
  await phases.run(
    'rules',
    () => decideRules(tenant, providers),
    (rules) => `${rules} switched on, with accounts, an audience and a location of those that there are`,
  );
  const season = new Season(SEASON_SIZE, new EverySecond(), DEMO_SEASON);
  for (const [title, version] of [
    ['push', 1],
    ['pushed changes', 2],
  ] as const) {
    const calls = [...season.round(version)];
    await phases.run(title, () => pushAll(tenant, calls, { title, terminal, signal }), pushLine);
  }
  return season;
}

/** Small: QuickBooks takes some eight requests a second, and no one wants to wait. */
const SEASON_SIZE = { events: 4, contacts: 20, tickets: 24, payments: 10, refunds: 2 };

/** Without the password. */
function hostOf(url: string): string {
  return new URL(url).host;
}

function sandboxLine(urls: Record<string, string>): string {
  const entries = Object.entries(urls).filter(([, url]) => url.startsWith('http'));
  return entries.map(([name, url]) => `${name} on ${url}`).join(', ');
}

function connectionText({ name, account, plan }: ConnectedProvider): string {
  const version = plan.apiVersion === undefined ? '' : ` of API version ${plan.apiVersion}`;
  return `${name} ${account.id}${version}: ${count(sizeOf(account.counts))} objects`;
}

function sizeOf(counts: Record<string, number>): number {
  return Object.values(counts).reduce((sum, one) => sum + one, 0);
}

function pushLine({ items, applied, skipped }: Pushed): string {
  return `${count(items)} events, tickets, payments and contacts: ${count(applied)} objects there, ${skipped} left out`;
}

function actualOf(results: readonly Record<string, StreamResult>[]): number {
  return results.flatMap((one) => Object.values(one)).reduce((sum, { actual }) => sum + actual, 0);
}

function runLine(runs: readonly Run[]): string {
  const sum = (of: (progress: Run['progress']) => number) =>
    count(runs.reduce((total, { progress }) => total + of(progress), 0));
  const changes = `${sum((p) => p.created)} new, ${sum((p) => p.updated)} changed, ${sum((p) => p.deleted)} deleted`;
  return `${sum((p) => p.fetched)} records read with ${sum((p) => p.requests)} requests: ${changes}`;
}
