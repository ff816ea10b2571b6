import { DemoError } from './demo.error.js';

export interface DemoOptions {
  /** End after the table instead of running on. */
  once: boolean;
  /** The result as one line of JSON, last on standard output; ends after the table too. */
  json: boolean;
}

/** @throws DemoError for anything that is not an option. */
export function readOptions(args: readonly string[]): DemoOptions {
  const unknown = args.find((arg) => arg !== '--once' && arg !== '--json');
  if (unknown !== undefined) throw new DemoError(`Unknown option ${unknown}: there are --once and --json`);
  const json = args.includes('--json');
  return { once: json || args.includes('--once'), json };
}
