import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath, isExecutable, runCommand } from './command.js';
import { extractPackages, libraryFolders } from './debian-packages.js';
import { RedisUnavailableError } from './redis.error.js';
import type { Log } from './server-launch.js';

export interface RedisBinary {
  file: string;
  /** What it needs in its environment: the folder of libraries that came with it. */
  env: Record<string, string>;
}

type Source = () => Promise<RedisBinary | undefined>;

const REDIS = { packages: ['redis-server', 'redis-tools'], program: 'usr/bin/redis-server' };
const NAMES = ['redis-server', 'valkey-server'];
const INSTALL_WITHIN_MS = 600_000;

/** Whatever costs least comes first: installed, fetched earlier, fetched now without root, installed now. */
export async function findRedisBinary(cacheDir: string, log: Log): Promise<RedisBinary> {
  const attempts: string[] = [];
  const report: Log = (line) => {
    attempts.push(line);
    log(line);
  };
  const sources: Source[] = [
    installed,
    () => fetched(cacheDir),
    () => fetch(cacheDir, report),
    () => installWithApt(report),
    () => installWithBrew(report),
  ];
  for (const source of sources) {
    const binary = await source();
    if (binary) return binary;
  }
  throw new RedisUnavailableError(await installCommand(), attempts);
}

async function installed(): Promise<RedisBinary | undefined> {
  for (const name of NAMES) {
    const file = await findOnPath(name);
    if (file && (await runs({ file, env: {} }))) return { file, env: {} };
  }
  return undefined;
}

function folderOf(cacheDir: string): string {
  return join(cacheDir, `redis-${process.platform}-${process.arch}`);
}

async function fetched(cacheDir: string): Promise<RedisBinary | undefined> {
  const folder = folderOf(cacheDir);
  const file = join(folder, REDIS.program);
  if (!(await isExecutable(file))) return undefined;
  // LD_LIBRARY_PATH is split at colons and taken from the working directory when relative: give it a real path.
  const binary = { file, env: { LD_LIBRARY_PATH: (await libraryFolders(await realpath(folder))).join(':') } };
  return (await runs(binary)) ? binary : undefined;
}

async function fetch(cacheDir: string, report: Log): Promise<RedisBinary | undefined> {
  if (process.platform !== 'linux' || !(await findOnPath('apt-get')) || !(await findOnPath('dpkg'))) return undefined;
  report('Redis: none is installed, fetching the Debian packages into the cache');
  const failure = await extractPackages(REDIS, folderOf(cacheDir), cacheDir);
  if (failure) report(`Redis: ${failure}`);
  return fetched(cacheDir);
}

async function installWithApt(report: Log): Promise<RedisBinary | undefined> {
  if (process.getuid?.() !== 0 || !(await findOnPath('apt-get'))) return undefined;
  report('Redis: installing redis-server with apt-get');
  // In run level 1 Debian's packages do not start their service: we want the program, on a port of our own.
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }, timeoutMs: INSTALL_WITHIN_MS };
  await runCommand('apt-get', ['update'], options);
  const { ok, output } = await runCommand(
    'apt-get',
    ['install', '-y', '--no-install-recommends', 'redis-server'],
    options,
  );
  if (!ok) report(`Redis: apt-get install failed: ${lastLine(output)}`);
  return installed();
}

async function installWithBrew(report: Log): Promise<RedisBinary | undefined> {
  if (!(await findOnPath('brew'))) return undefined;
  report('Redis: installing redis with brew');
  const { ok, output } = await runCommand('brew', ['install', 'redis'], { timeoutMs: INSTALL_WITHIN_MS });
  if (!ok) report(`Redis: brew install failed: ${lastLine(output)}`);
  return installed();
}

async function runs(binary: RedisBinary): Promise<boolean> {
  const { ok } = await runCommand(binary.file, ['--version'], { env: binary.env, timeoutMs: 10_000 });
  return ok;
}

async function installCommand(): Promise<string> {
  if (process.platform === 'darwin') return 'brew install redis';
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  if (await findOnPath('dnf')) return `${sudo}dnf install -y redis`;
  if (await findOnPath('apk')) return `${sudo}apk add redis`;
  if (await findOnPath('pacman')) return `${sudo}pacman -S --noconfirm valkey`;
  return `${sudo}apt-get update && ${sudo}apt-get install -y redis-server`;
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
