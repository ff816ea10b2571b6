import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './paths.js';

/**
 * @param {string} dist the built service
 * @param {string} folder
 * @returns {Promise<{url: string, pid: number, stop(): Promise<void>}>}
 */
export async function startRedis(dist, folder) {
  const { startEmbeddedRedis } = await import(pathToFileURL(join(dist, 'src/embedded/embedded-redis.js')).href);
  return startEmbeddedRedis({ dataDir: join(folder, 'redis'), cacheDir: join(ROOT, '.local', 'cache') });
}
