import { mkdirSync } from 'node:fs';

/** The service's own pacing out of the way: the sandbox admits everything in these parts. */
export const UNLIMITED = {
  STRIPE_RATE_PER_SECOND: '100000',
  STRIPE_TEST_RATE_PER_SECOND: '100000',
  STRIPE_ENDPOINT_RATE_PER_SECOND: '100000',
};

/**
 * @param {{profileDir?: string}} bench
 * @param {string} name
 * @returns {string[]} arguments of node; none unless profiles were asked for
 */
export function profileArguments({ profileDir }, name) {
  if (!profileDir) return [];
  mkdirSync(profileDir, { recursive: true });
  return ['--cpu-prof', `--cpu-prof-dir=${profileDir}`, `--cpu-prof-name=${name}-${Date.now()}.cpuprofile`];
}
