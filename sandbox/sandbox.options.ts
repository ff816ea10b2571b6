import { SANDBOXES } from './sandboxes.js';

export interface SandboxOptions {
  name: string;
  accounts: unknown[];
  port: number;
  /** For messages. */
  portVariable: string;
}

export const SANDBOX_USAGE = `Usage: npm run sandbox, or node dist/sandbox/main.js

Runs the providers' sandboxes until Ctrl-C; prints their URLs as one line of JSON.
  SANDBOX_PROVIDERS         which ones, comma-separated (${Object.keys(SANDBOXES).join(',')})
  SANDBOX_<NAME>_PORT       port on 127.0.0.1; 0 takes a free one (${Object.values(SANDBOXES)
    .map(({ port }) => port)
    .join(', ')})
  SANDBOX_<NAME>_ACCOUNTS   accounts to create at the start, as a JSON list
More: sandbox/README.md. A file .env is not read.
`;

/** Which sandboxes to run. @throws Error that names the variable and what is wanted of it */
export function readOptions(env: NodeJS.ProcessEnv): SandboxOptions[] {
  const names = env.SANDBOX_PROVIDERS?.split(',').map((name) => name.trim()) ?? Object.keys(SANDBOXES);
  return names.map((name) => {
    const entry = Object.hasOwn(SANDBOXES, name) ? SANDBOXES[name] : undefined;
    if (!entry) throw new Error(`SANDBOX_PROVIDERS must name some of ${Object.keys(SANDBOXES).join(', ')}`);
    const prefix = `SANDBOX_${name.toUpperCase()}`;
    const portVariable = `${prefix}_PORT`;
    const port = Number(env[portVariable] ?? entry.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${portVariable} must be a port number`);
    return { name, accounts: readList(`${prefix}_ACCOUNTS`, env), port, portVariable };
  });
}

function readList(variable: string, env: NodeJS.ProcessEnv): unknown[] {
  try {
    const list: unknown = JSON.parse(env[variable] ?? '[]');
    if (Array.isArray(list)) return list;
  } catch {
    // Told below.
  }
  throw new Error(`${variable} must be a JSON list`);
}
