import { resolve } from 'node:path';
import { DEMO_PROVIDERS } from '../../../demo/providers.js';
import { startChild } from '../../support/child.process.js';
import type { Vendor } from '../subject.js';

/** The vendor's sandbox in a process of its own, set up as the demo does. */
export async function startSandboxOf(name: string): Promise<Vendor> {
  const { child, line } = await startChild(
    resolve('dist/sandbox/main.js'),
    { SANDBOX_PROVIDERS: name, SANDBOX_EXIT_WITH_PARENT: '1', ...DEMO_PROVIDERS[name]?.sandboxEnv },
    (text) => text.includes('"ready"'),
  );
  const urls = JSON.parse(line) as Record<string, string>;
  return { url: urls[name] ?? '', stop: () => child.stop().then(() => undefined) };
}
