import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const PROMTOOL = { packages: ['prometheus'], program: 'usr/bin/promtool' };
const CACHE = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');

/**
 * Debian's promtool, downloaded once and unpacked without root, outside of the repository. One that is installed is
 * used as it is.
 * @returns runs it and returns what it printed; throws if it fails. `null`: it cannot be had
 */
export async function promtool() {
  if (runs('promtool')) return runner('promtool', process.env);
  const root = join(CACHE, 'integration-service', 'promtool');
  const program = join(root, PROMTOOL.program);
  // The same code that gets the embedded Redis and, in tests, PgBouncer.
  const { extractPackages, libraryFolders } = await import('../../dist/src/embedded/debian-packages.js');
  if (!existsSync(program)) {
    const failure = await extractPackages(PROMTOOL, root, join(CACHE, 'integration-service'));
    if (failure) {
      console.error(`promtool cannot be had: ${failure}`);
      return null;
    }
  }
  return runner(program, { ...process.env, LD_LIBRARY_PATH: (await libraryFolders(root)).join(':') });
}

function runner(program, env) {
  return (arguments_, options = {}) => {
    try {
      return execFileSync(program, arguments_, { env, encoding: 'utf8', stdio: 'pipe', ...options });
    } catch (error) {
      throw new Error(`promtool ${arguments_.join(' ')}:\n${error.stdout ?? ''}${error.stderr ?? error.message}`, {
        cause: error,
      });
    }
  };
}

function runs(program) {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
