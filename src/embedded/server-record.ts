import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { findProcess } from './process-table.js';

interface Identity {
  pid: number;
  started: string;
}

interface StoredRecord {
  server: Identity;
  owner: Identity;
}

export interface LiveServer {
  pid: number;
  /** The process that started it and still lives; absent when that one is gone. */
  ownerPid?: number;
}

/** `server.json` in a data folder: which process serves it and who started that, for the start after a crash. */
export class ServerRecord {
  constructor(private readonly path: string) {}

  write(pid: number): void {
    const server = identify(pid);
    const owner = identify(process.pid);
    if (server && owner) writeFileSync(this.path, JSON.stringify({ server, owner } satisfies StoredRecord));
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  /**
   * Takes the data folder for the time of a start: two at once would both find it free.
   * @returns the pid of the process that has it, or undefined when it is ours now.
   */
  claim(): number | undefined {
    const claim = `${this.path}.claim`;
    const own = `${claim}.${process.pid}`;
    const holder = readJson<Identity>(claim);
    if (holder && lives(holder)) return holder.pid;
    rmSync(claim, { force: true });
    writeFileSync(own, JSON.stringify(identify(process.pid)));
    try {
      // Unlike a file that is created and then written, a link appears with its content.
      linkSync(own, claim);
      return undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return readJson<Identity>(claim)?.pid ?? 0;
    } finally {
      rmSync(own, { force: true });
    }
  }

  endClaim(): void {
    rmSync(`${this.path}.claim`, { force: true });
  }

  findLiveServer(): LiveServer | undefined {
    const record = readJson<StoredRecord>(this.path);
    if (!record || !lives(record.server)) return undefined;
    return { pid: record.server.pid, ...(lives(record.owner) ? { ownerPid: record.owner.pid } : {}) };
  }
}

function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    // Absent, or cut off by a crash: it names no process.
    return undefined;
  }
}

function identify(pid: number): Identity | undefined {
  const entry = findProcess(pid);
  return entry && { pid, started: entry.started };
}

function lives(identity: Identity | undefined): boolean {
  return identity !== undefined && findProcess(identity.pid)?.started === identity.started;
}
