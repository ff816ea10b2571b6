import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { overdue } from './patience.js';

export interface Boot {
  code: number | null;
  /** Lines of stdout and stderr. */
  lines: string[];
}

const TOO_LONG_MS = 30_000;

export interface BootOptions {
  args?: string[];
  /** Working directory. */
  cwd?: string;
}

/** Runs a script of `dist` that must end by itself. Its environment contains only `env`. */
export async function runToEnd(
  script: string,
  env: Record<string, string>,
  { args = [], cwd }: BootOptions = {},
): Promise<Boot> {
  const child = spawn(process.execPath, [resolve('dist/src', script), ...args], {
    cwd,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, READ_ENV_FILE: 'false', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += String(chunk)));
  child.stderr.on('data', (chunk) => (output += String(chunk)));
  const inTime = overdue(TOO_LONG_MS, () => child.kill('SIGKILL'));
  const code = await new Promise<number | null>((done) => child.once('close', done));
  inTime();
  return { code, lines: output.split('\n').filter(Boolean) };
}
