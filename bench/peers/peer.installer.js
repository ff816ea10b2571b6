import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BENCH } from '../servers/paths.js';

const LOCK = join(BENCH, 'package-lock.json');
const INSTALLED = join(BENCH, 'node_modules', '.package-lock.json');

/** On first use, and after the lock has changed. */
export function installPeers() {
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(LOCK).mtimeMs) return;
  process.stdout.write('Installing what the service is compared with …\n');
  execFileSync('npm', ['ci', '--prefix', BENCH, '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: BENCH,
    stdio: 'inherit',
  });
}

/** @returns {Record<string, string>} */
export function peerVersions() {
  return JSON.parse(readFileSync(join(BENCH, 'package.json'), 'utf8')).dependencies;
}
