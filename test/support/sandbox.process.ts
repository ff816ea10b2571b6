import { resolve } from 'node:path';
import { startChild, type Child } from './child.process.js';

export interface Sandbox extends Child {
  url: string;
  control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  /** All live objects of a stream, as the provider would return them. */
  objects(account: string, stream: string): Promise<Record<string, unknown>[]>;
}

export async function startSandbox(env: Record<string, string> = {}): Promise<Sandbox> {
  const { child, line } = await startChild(
    resolve('dist/sandbox/main.js'),
    { SANDBOX_PROVIDERS: 'stripe', SANDBOX_STRIPE_PORT: '0', SANDBOX_EXIT_WITH_PARENT: '1', ...env },
    (text) => text.includes('"ready"'),
  );
  const { stripe: url } = JSON.parse(line) as { stripe: string };
  return {
    ...child,
    url,
    control: async <T>(method: string, path: string, body?: unknown) => {
      const response = await fetch(`${url}/_control${path}`, {
        method,
        ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    objects: async (account, stream) => {
      const response = await fetch(`${url}/_control/accounts/${account}/objects/${stream}`);
      const text = await response.text();
      return text
        .split('\n')
        .filter(Boolean)
        .map((line) => (JSON.parse(line) as { object: Record<string, unknown> }).object);
    },
  };
}
