import { send } from './http.js';
import { dumpRedis } from './redis.js';
import type { Service } from './service.js';
import { dumpTables } from './tables.js';

interface Running {
  database: { adminUrl: string };
  service: Service;
}

type Outlet = [name: string, read: () => Promise<string> | string, visible: string];

/**
 * Everywhere a secret could come to light, each with a text that is there: without it, nothing would have been seen.
 * @param world asked when read: it runs only once the suite has begun
 * @param answers of the API, collected as the suite goes on
 * @param inTables some text that a table holds
 */
export function outlets(world: () => Running, answers: readonly string[], inTables: string): Outlet[] {
  const get = async (path: string) => (await send(world().service.url, { path })).text;
  return [
    ['any table', () => dumpTables(world().database.adminUrl), inTables],
    ['Redis', () => dumpRedis(world().service.env.REDIS_URL ?? ''), 'integration-high'],
    ['what the service prints', () => world().service.output(), 'listens on'],
    ['metrics', () => get('/metrics'), '# HELP'],
    ['the documentation', () => get('/docs-json'), 'openapi'],
    ['any answer', () => answers.join('\n'), 'provider_rejected_credentials'],
  ];
}

/** Names of the secrets that are in a text, as they are or encoded. */
export function leaksIn(text: string, secrets: Iterable<[name: string, secret: string]>): string[] {
  return [...secrets].filter(([, secret]) => formsOf(secret).some((form) => text.includes(form))).map(([name]) => name);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // How base64 ends depends on what follows.
  return [secret, bytes.toString('base64').slice(0, -4), bytes.toString('hex')];
}
