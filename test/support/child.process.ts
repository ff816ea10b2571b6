import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { overdue } from './patience.js';

const BOOT_MS = 30_000;

export interface Child {
  process: ChildProcess;
  /** Sends SIGTERM and waits for the end. Returns the exit code. */
  stop(): Promise<number | null>;
  /** Sends SIGKILL and waits for the end. */
  kill(): Promise<void>;
  output(): string;
}

export interface ChildOptions {
  cwd?: string;
  /** Time limit on an idle machine. */
  readyWithinMs?: number;
}

/** Starts a Node script of `dist`, and waits for the line that reports that it is ready. */
export async function startChild(
  script: string,
  env: Record<string, string>,
  isReady: (line: string) => boolean,
  { cwd, readyWithinMs = BOOT_MS }: ChildOptions = {},
): Promise<{ child: Child; line: string }> {
  const started = spawn(process.execPath, [script], {
    cwd,
    // A `.env` in this folder is not read.
    env: { PATH: process.env.PATH, HOME: process.env.HOME, READ_ENV_FILE: 'false', ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const exited = new Promise<number | null>((resolve) => started.once('exit', (code) => resolve(code)));
  const child: Child = {
    process: started,
    output: () => lines.join('\n'),
    stop: async () => {
      started.kill('SIGTERM');
      return exited;
    },
    kill: async () => {
      started.kill('SIGKILL');
      await exited;
    },
  };
  const line = await new Promise<string>((resolve, reject) => {
    const late = () => {
      reject(new Error(`${script} did not start:\n${child.output()}`));
      // No other code has the process, so it is stopped here.
      started.kill('SIGKILL');
    };
    const inTime = overdue(readyWithinMs, late);
    const onLine = (text: string) => {
      lines.push(text);
      if (!isReady(text)) return;
      inTime();
      resolve(text);
    };
    createInterface({ input: started.stdout }).on('line', onLine);
    createInterface({ input: started.stderr }).on('line', onLine);
    void exited.then((code) => {
      inTime();
      reject(new Error(`${script} ended with ${code}:\n${child.output()}`));
    });
  });
  return { child, line };
}
