import { chown, lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.js';
import type { PostgresBinaries } from './postgres-binaries.js';

/** "nobody", by number: the name differs among systems. */
const NOBODY = 65534;

/** How to run PostgreSQL, which refuses to run as root. */
export interface PostgresIdentity {
  /** Command and arguments to put before a program, empty for an ordinary user. */
  prefix: string[];
  binaries: PostgresBinaries;
}

interface Candidate {
  prefix: string[];
  /** Who must own the data folder, as seen from outside. */
  owner: number;
  copiesBinaries?: boolean;
}

const AS_NOBODY = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];

/** In order of preference; which of them work is a matter of the kernel's and the container's settings. */
const CANDIDATES: Candidate[] = [
  // Root in every respect but its number, so it reads and writes where root does, under a 0700 home also.
  { prefix: ['unshare', '-U', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`], owner: 0 },
  // Containers as a rule forbid user namespaces, yet leave root this capability: it passes closed folders.
  { prefix: [...AS_NOBODY, '--inh-caps=+dac_override', '--ambient-caps=+dac_override'], owner: NOBODY },
  { prefix: AS_NOBODY, owner: NOBODY, copiesBinaries: true },
];

/** @param folder the server's own folder, which it will be able to write to. */
export async function choosePostgresIdentity(binaries: PostgresBinaries, folder: string): Promise<PostgresIdentity> {
  if (process.getuid?.() !== 0) return { prefix: [], binaries: await usable(binaries, folder) };
  const reasons: string[] = [];
  for (const { prefix, owner, copiesBinaries } of CANDIDATES) {
    const candidate = copiesBinaries ? await binaries.copyTo(folder) : await usable(binaries, folder);
    await ownTree(folder, owner);
    const probe = await run(prefix, '/bin/sh', ['-c', '"$1" --version && [ -w "$2" ]', 'sh', candidate.initdb, folder]);
    if (probe.ok) return { prefix, binaries: candidate };
    reasons.push(`${prefix[0]}: ${probe.output.trim() || `no access to ${folder}`}`);
  }
  throw new Error(
    `PostgreSQL refuses to run as root, and root cannot step down here (${reasons.join('; ')}): run as an ordinary user, or set DATABASE_URL to a server of your own`,
  );
}

export async function runAs(
  identity: PostgresIdentity,
  file: string,
  args: string[],
  cwd: string,
): ReturnType<typeof runCommand> {
  return run(identity.prefix, file, args, cwd);
}

async function run(prefix: string[], file: string, args: string[], cwd = '/'): ReturnType<typeof runCommand> {
  const [first = file, ...rest] = [...prefix, file, ...args];
  return runCommand(first, rest, { cwd, timeoutMs: 120_000 });
}

/** The package as it is, or a copy where its libraries' links are missing and its folder is not ours to write to. */
async function usable(binaries: PostgresBinaries, folder: string): Promise<PostgresBinaries> {
  return binaries.completeLinks().then(
    () => binaries,
    () => binaries.copyTo(folder),
  );
}

async function ownTree(path: string, owner: number): Promise<void> {
  const entry = await lstat(path);
  if (entry.uid !== owner) await chown(path, owner, owner);
  if (!entry.isDirectory()) return;
  for (const name of await readdir(path)) await ownTree(join(path, name), owner);
}
