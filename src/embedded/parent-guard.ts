import { spawn, type ChildProcess } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * A shell that waits on a pipe from this process. The system closes that pipe however this process ends, SIGKILL
 * included, and only then the shell passes the signal on to the server. Exit handlers would miss SIGKILL, and
 * signal handlers would change what a signal does to a host that has none.
 */
const SCRIPT = `trap '' HUP INT TERM; read -r word; [ "$word" = released ] || kill -s "$2" "$1"`;

export class ParentGuard {
  private readonly shell: ChildProcess;

  constructor(serverPid: number, signal: 'INT' | 'TERM') {
    this.shell = spawn('/bin/sh', ['-c', SCRIPT, 'embedded-server-guard', String(serverPid), signal], {
      cwd: '/',
      // Apart from the terminal, so that Ctrl-C does not end the guard before its time.
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.shell.on('error', () => undefined);
    this.shell.stdin?.on('error', () => undefined);
    this.shell.unref();
    (this.shell.stdin as Socket | null)?.unref();
  }

  /** The server has ended: its pid may belong to somebody else from now on. */
  release(): void {
    this.shell.stdin?.end('released\n');
  }
}
