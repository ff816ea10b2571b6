import { send } from './http.client.js';
import { dumpRedis } from './redis.dump.js';
import type { Service } from './service.js';
import { dumpTables } from './table.dump.js';

interface Running {
  database: { adminUrl: string };
  service: Service;
}

type Outlet = [name: string, read: () => Promise<string> | string, visible: string];

/**
 * Every place where a secret could appear, each with a text that must be there: without it, the check would have seen
 * nothing.
 * @param world called on reading, because it runs only after the suite has begun
 * @param answers responses of the API, collected during the suite
 * @param inTables a text that a table contains
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

/** Names of the secrets that a text contains, in plain or encoded form. */
export function leaksIn(text: string, secrets: Iterable<[name: string, secret: string]>): string[] {
  return [...secrets].filter(([, secret]) => formsOf(secret).some((form) => text.includes(form))).map(([name]) => name);
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // The end of a base64 text depends on the bytes that follow, so it is not compared.
  return [secret, bytes.toString('base64').slice(0, -4), bytes.toString('hex')];
}
