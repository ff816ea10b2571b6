import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.js';

/** Of the system in every case: a second copy of these next to the system's loader would not work. */
const NEVER_FETCHED = new Set(['libc6', 'libgcc-s1', 'adduser', 'lsb-base', 'init-system-helpers', 'sysvinit-utils']);
const DEPENDENCY_ROUNDS = 3;
const QUIET = ['-q', '-o', 'Acquire::Retries=2', '-o', 'Acquire::http::Timeout=20', '-o', 'Acquire::https::Timeout=20'];

export interface DebianProgram {
  packages: readonly string[];
  /** Path of the program within its package. */
  program: string;
}

/**
 * Downloads Debian's or Ubuntu's packages and unpacks them into `target`, root or not, without installing
 * anything: a program, and the libraries that this machine lacks. Returns the reason when that did not work.
 */
export async function extractPackages(
  wanted: DebianProgram,
  target: string,
  cacheDir: string,
): Promise<string | undefined> {
  await mkdir(cacheDir, { recursive: true });
  const work = await mkdtemp(join(cacheDir, 'download-'));
  try {
    const failure = await fetchInto(work, wanted);
    if (failure) return failure;
    await rm(target, { recursive: true, force: true });
    // Under its name only when complete; if another process was faster, its copy is as good.
    await rename(join(work, 'root'), target).catch((error: unknown) => {
      if (!existsSync(target)) throw error;
    });
    return undefined;
  } catch (error) {
    return `unpacking failed: ${String(error)}`;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Where the unpacked packages keep shared libraries. */
export async function libraryFolders(root: string): Promise<string[]> {
  const folders: string[] = [];
  for (const base of ['usr/lib', 'lib']) {
    const path = join(root, base);
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    // Multiarch: usr/lib/x86_64-linux-gnu.
    folders.push(...entries.filter((entry) => entry.isDirectory()).map((entry) => join(path, entry.name)), path);
  }
  return folders;
}

async function fetchInto(work: string, { packages, program }: DebianProgram): Promise<string | undefined> {
  const root = join(work, 'root');
  await mkdir(root);
  // The system's package lists first; where they are empty or outdated, lists of our own, which need no root.
  let lists: string[] = [];
  let first = await download(work, packages, lists);
  if (!first.ok) {
    lists = await privateLists(join(work, 'apt'));
    const update = await runCommand('apt-get', [...QUIET, ...lists, 'update'], { timeoutMs: 180_000 });
    first = await download(work, packages, lists);
    if (!first.ok) return `apt-get download failed: ${first.output.trim() || update.output.trim()}`;
  }
  await unpack(work, root);

  let names = packages;
  for (let round = 0; round < DEPENDENCY_ROUNDS; round++) {
    if ((await missingLibraries(root, program)).length === 0) return undefined;
    names = await notInstalled(await dependenciesOf(names, lists));
    if (names.length === 0) break;
    await download(work, names, lists);
    await unpack(work, root);
  }
  const missing = await missingLibraries(root, program);
  return missing.length === 0 ? undefined : `the fetched program lacks ${missing.join(', ')}`;
}

async function download(work: string, names: readonly string[], lists: string[]): ReturnType<typeof runCommand> {
  return runCommand('apt-get', [...QUIET, ...asRoot(), ...lists, 'download', ...names], {
    cwd: work,
    timeoutMs: 180_000,
  });
}

/** The sandbox user of apt cannot reach a folder of root's; without it apt only complains. */
function asRoot(): string[] {
  return process.getuid?.() === 0 ? ['-o', 'APT::Sandbox::User=root'] : [];
}

async function privateLists(folder: string): Promise<string[]> {
  await mkdir(join(folder, 'state', 'lists', 'partial'), { recursive: true });
  await mkdir(join(folder, 'cache', 'archives', 'partial'), { recursive: true });
  const settings = {
    'Dir::State': join(folder, 'state'),
    'Dir::State::Lists': join(folder, 'state', 'lists'),
    'Dir::State::status': '/var/lib/dpkg/status',
    'Dir::Cache': join(folder, 'cache'),
  };
  return [...Object.entries(settings).flatMap(([name, value]) => ['-o', `${name}=${value}`]), ...asRoot()];
}

async function unpack(work: string, root: string): Promise<void> {
  for (const name of await readdir(work)) {
    if (!name.endsWith('.deb')) continue;
    const { ok, output } = await runCommand('dpkg', ['-x', join(work, name), root]);
    if (!ok) throw new Error(output.trim());
    await rm(join(work, name));
  }
}

async function missingLibraries(root: string, program: string): Promise<string[]> {
  const { output } = await runCommand('ldd', [join(root, program)], {
    env: { LD_LIBRARY_PATH: (await libraryFolders(root)).join(':') },
  });
  return [...output.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '');
}

async function dependenciesOf(names: readonly string[], lists: string[]): Promise<string[]> {
  const { output } = await runCommand('apt-cache', [...lists, 'depends', '--important', ...names]);
  const found = [...output.matchAll(/^\s*\|?(?:Pre)?Depends: ([a-z0-9][a-z0-9+.-]+)/gm)].map((match) => match[1] ?? '');
  return [...new Set(found)].filter((name) => !NEVER_FETCHED.has(name));
}

async function notInstalled(names: string[]): Promise<string[]> {
  const states = await Promise.all(
    names.map((name) => runCommand('dpkg-query', ['-W', '-f', '${db:Status-Status}', name])),
  );
  return names.filter((_, index) => states[index]?.output.trim() !== 'installed');
}
