import type { DemoFolder } from '../demo.folder.js';
import type { Outcome } from '../demo.session.js';
import { pushTable, recordTable, webhookTable } from './result.table.js';
import type { Phases } from './phases.js';
import type { Terminal } from './terminal.js';

export function printTables(terminal: Terminal, { result }: Outcome, phases: Phases): void {
  terminal.print(
    '',
    ...recordTable(result),
    '',
    ...webhookTable(result),
    '',
    ...pushTable(result),
    '',
    phases.summary(),
  );
}

/** Where a demo that runs on can be looked at. */
export function printAddresses(terminal: Terminal, { service, sandboxes }: Outcome, folder: DemoFolder): void {
  const { publicUrl } = service;
  const line = (name: string, value: string) => `${name.padEnd(10)}${value}`;
  terminal.print(
    '',
    line('API', `${publicUrl}/docs`),
    line('health', `${publicUrl}/health`),
    line('metrics', `${publicUrl}/metrics`),
    ...Object.entries(sandboxes).flatMap(([name, url]) =>
      url.startsWith('http') ? [line('sandbox', `${url} (${name}; control calls: sandbox/README.md)`)] : [],
    ),
    line('logs', folder.shown()),
  );
}

/** What the examples of the README refer to: tokens, a connection, its first run, accounts yet to be connected. */
export function printShellLines(terminal: Terminal, outcome: Outcome, spares: Record<string, string>): void {
  const { service, tenant, providers, runs } = outcome;
  const base: Record<string, string> = service.publicUrl === USUAL_URL ? {} : { BASE: service.publicUrl };
  const tokens = { TOKEN: tenant.token(), ADMIN_TOKEN: tenant.token('admin') };
  const ids = { ID: providers[0]?.integrationId ?? '', RUN: runs[0]?.id ?? '' };
  terminal.print(
    '',
    'Paste these lines into a shell, and the examples of the README run as they stand (for 12 hours):',
    '',
    exported({ ...base, ...tokens, ...ids }),
    exported(spares),
    '',
    'Ctrl-C ends the demo.',
  );
}

/** What the README's examples take where there is no `BASE`. */
const USUAL_URL = 'http://localhost:3000';

function exported(variables: Record<string, string>): string {
  const words = Object.entries(variables).map(([name, value]) => `${name}=${quoted(value)}`);
  return `export ${words.join(' ')}`;
}

/** For any POSIX shell. */
function quoted(value: string): string {
  return /^[\w.:/@+-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
