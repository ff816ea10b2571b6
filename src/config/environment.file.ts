import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config.error.js';
import { ENV_FILE, parseEnvironmentFile } from './environment-file.parser.js';

/** Variables by name, before they are validated. */
export type Source = Readonly<Record<string, string | undefined>>;

/**
 * `false`: `.env` is not read. It must be in the real environment. Tests, demo and bench start their processes this
 * way.
 */
const SWITCH = 'READ_ENV_FILE';

/**
 * Adds the variables of `.env` in the working directory to the environment. A variable that is set wins, even if it is
 * empty. Only entry points call this, and pass the result on.
 * @throws ConfigError when the file exists but cannot be read or parsed
 */
export function readEnvironment(directory = process.cwd(), real: Source = process.env): Source {
  const wanted = real[SWITCH]?.trim() || 'true';
  if (!['true', 'false', '1', '0'].includes(wanted)) throw new ConfigError([`${SWITCH} must be true or false`]);
  if (wanted === 'false' || wanted === '0') return real;
  const text = contentOf(join(directory, ENV_FILE));
  return text === undefined ? real : { ...parseEnvironmentFile(text), ...real };
}

function contentOf(path: string): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new ConfigError([`${path} cannot be read (${code}): make it readable for this user, or remove it`]);
  }
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (!text.includes('\0')) return text;
  } catch {
    // Handled below, together with NUL.
  }
  throw new ConfigError([`${path} is not UTF-8 text: write it again, or remove it`]);
}
