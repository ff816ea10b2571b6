import type { DemoFolder } from '../demo.folder.js';
import type { Outcome } from '../demo.session.js';
import { recordTable, webhookTable } from './result.table.js';
import type { Phases } from './phases.js';
import type { Terminal } from './terminal.js';

export function printTables(terminal: Terminal, { result }: Outcome, phases: Phases): void {
  terminal.print('', ...recordTable(result), '', ...webhookTable(result), '', phases.summary());
}

/** What to do with a demo that runs on. */
export function printAddresses(
  terminal: Terminal,
  { service, sandboxes, tenant, providers }: Outcome,
  folder: DemoFolder,
): void {
  const { publicUrl } = service;
  const token = tenant.token();
  const [first] = providers;
  const path = first ? `/integrations/${first.integrationId}/records?type=${first.streams[0]}&limit=3` : '/providers';
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
    '',
    'A token of the demo tenant, for a day:',
    token,
    '',
    `curl -H "Authorization: Bearer ${token}" "${publicUrl}/api/v1${path}"`,
    '',
    'Ctrl-C ends the demo.',
  );
}
