import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runAs, type PostgresIdentity } from './postgres-identity.js';
import type { LoginName } from './postgres-roles.js';
import { findProcess } from './process-table.js';

export const SUPERUSER = 'postgres';

/** A data folder's layout: the cluster in `data`, beside it what the launcher keeps. */
export class PostgresCluster {
  readonly data: string;
  readonly logFile: string;
  readonly recordFile: string;

  constructor(readonly folder: string) {
    this.data = join(folder, 'data');
    this.logFile = join(folder, 'server.log');
    this.recordFile = join(folder, 'server.json');
  }

  get initialised(): boolean {
    return existsSync(join(this.data, 'PG_VERSION'));
  }

  /** Made once and kept; only the owner of the folder can read it. */
  password(role: 'superuser' | LoginName): string {
    const path = this.passwordFile(role);
    if (!existsSync(path)) writeFileSync(path, randomBytes(24).toString('base64url'), { mode: 0o600 });
    return readFileSync(path, 'utf8');
  }

  /** In a folder that gets its name at the end, so that an interrupted run leaves no half-made cluster behind. */
  async initialise(identity: PostgresIdentity): Promise<void> {
    await this.removeUnfinished();
    // initdb makes the folder itself, so that it belongs to the user that runs initdb.
    const unfinished = `${this.data}-${randomBytes(4).toString('hex')}`;
    const initdb = await runAs(identity, identity.binaries.initdb, this.initdbArguments(unfinished), this.folder);
    if (!initdb.ok) {
      await this.removeUnfinished();
      throw new Error(`initdb failed in ${this.folder}:\n${initdb.output.trim().slice(-2000)}`);
    }
    await rename(unfinished, this.data);
  }

  /** PostgreSQL writes its pid here and sets the last line to "ready" once it takes connections. */
  isReady(pid: number): boolean {
    const lines = this.pidFileLines();
    return Number(lines[0]) === pid && lines[7]?.trim() === 'ready';
  }

  /** PostgreSQL refuses to start when the file's pid is alive, also if it now belongs to another program. */
  removeStalePidFile(): void {
    const holder = findProcess(Number(this.pidFileLines()[0]));
    if (!holder?.command.includes('postgres')) rmSync(this.pidFile, { force: true });
  }

  private async removeUnfinished(): Promise<void> {
    const names = await readdir(this.folder);
    for (const name of names.filter((entry) => entry.startsWith('data-'))) {
      await rm(join(this.folder, name), { recursive: true, force: true });
    }
  }

  private get pidFile(): string {
    return join(this.data, 'postmaster.pid');
  }

  private pidFileLines(): string[] {
    try {
      return readFileSync(this.pidFile, 'utf8').split('\n');
    } catch {
      return [];
    }
  }

  private passwordFile(role: 'superuser' | LoginName): string {
    return join(this.folder, `${role}.password`);
  }

  private initdbArguments(target: string): string[] {
    return [
      `--pgdata=${target}`,
      `--username=${SUPERUSER}`,
      `--pwfile=${this.passwordFile('superuser')}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      // Built in, hence the same order of strings on every machine, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ];
  }
}
