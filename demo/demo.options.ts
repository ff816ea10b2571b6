import { DemoError } from './demo.error.js';

export interface DemoOptions {
  /** End after the table instead of running on. */
  once: boolean;
  /** The result as one line of JSON, last on standard output; ends after the table too. */
  json: boolean;
  /** Say how it is used, and nothing else. */
  help: boolean;
}

export const DEMO_USAGE = `Usage: npm run demo [-- --once] [-- --json]

Connects a tenant to the sandbox of every provider, syncs, delivers webhooks, pushes, compares, and runs until Ctrl-C.
  --once   ends after the table: 0 if everything arrived, 1 and the reason if not
  --json   the same, and prints the result as one line of JSON last
  DATABASE_URL, REDIS_URL   where PostgreSQL and Redis are; without them they start embedded under .local/demo
  PORT                      of the service (3000, or a free one when that is taken)
A file .env is not read.`;

/** @throws DemoError for anything that is not an option. */
export function readOptions(args: readonly string[]): DemoOptions {
  const known = ['--once', '--json', '--help', '-h'];
  const unknown = args.find((arg) => !known.includes(arg));
  if (unknown !== undefined) throw new DemoError(`Unknown option ${unknown}: there are --once, --json and --help`);
  const json = args.includes('--json');
  return { once: json || args.includes('--once'), json, help: args.includes('--help') || args.includes('-h') };
}
