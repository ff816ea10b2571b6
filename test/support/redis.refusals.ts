import { Redis } from 'ioredis';
import type { RedisProxy } from './redis.proxy.js';

/** The Redis user of the service. The tests change its permissions. */
export const SERVICE_USER = 'service';
const PASSWORD = 'first-password';

export interface Refusals {
  /** Starts one of the kinds below. */
  begin(kind: RefusalKind): Promise<void>;
  endAll(): Promise<void>;
  close(): void;
}

/** The error code of Redis for each kind of refusal. */
export const REFUSAL_CODES = {
  'a rotated password': 'WRONGPASS',
  'a password that is suddenly required': 'NOAUTH',
  'scripts forbidden': 'NOPERM',
  'waiting for jobs forbidden': 'NOPERM',
  'keys forbidden': 'NOPERM',
  'channels forbidden': 'NOPERM',
  'a replica after a failover': 'READONLY',
  'a Redis that loads its data': 'LOADING',
  'a full memory': 'OOM',
  'a foreign value in a queue': 'WRONGTYPE',
} as const;

export type RefusalKind = keyof typeof REFUSAL_CODES;

/** Puts a Redis into each state in which it refuses something, and restores it. */
export async function prepareRefusals(url: string, prefix: string, proxy: RedisProxy): Promise<Refusals> {
  const admin = new Redis(url);
  const call = async (...command: (string | number)[]): Promise<void> => {
    const [name, ...args] = command as [string, ...string[]];
    await admin.call(name, ...args);
  };
  // A service without a login uses the default user, so the tests need a separate user.
  await call('ACL', 'SETUSER', 'tests', 'on', '>tests', '~*', '&*', '+@all');
  await call('AUTH', 'tests', 'tests');
  const user = (...rules: string[]) => call('ACL', 'SETUSER', SERVICE_USER, ...rules);
  const disconnect = (name: string) => call('CLIENT', 'KILL', 'USER', name).catch(() => undefined);
  const healthy = async (): Promise<void> => {
    await user('reset', 'on', `>${PASSWORD}`, '~*', '&*', '+@all');
    await call('ACL', 'SETUSER', 'default', 'on', 'nopass', '~*', '&*', '+@all');
    await call('REPLICAOF', 'NO', 'ONE');
    await call('CONFIG', 'SET', 'maxmemory', 0);
    for (const queue of ['critical', 'high']) {
      const key = `${prefix}:integration-${queue}:wait`;
      if ((await admin.type(key)) === 'string') await admin.del(key);
    }
    proxy.refuse(null);
  };
  const begin: Record<RefusalKind, () => Promise<void>> = {
    'a rotated password': async () => {
      await user('resetpass', '>another-password');
      await disconnect(SERVICE_USER);
    },
    'a password that is suddenly required': async () => {
      await call('ACL', 'SETUSER', 'default', 'resetpass', '>another-password');
      await disconnect('default');
    },
    'scripts forbidden': () => user('-@scripting'),
    'waiting for jobs forbidden': () => user('-brpoplpush'),
    'keys forbidden': () => user('resetkeys', '~other:*'),
    'channels forbidden': () => user('resetchannels'),
    'a replica after a failover': () => call('REPLICAOF', '127.0.0.1', 1),
    'a Redis that loads its data': async () => proxy.refuse('LOADING Redis is loading the dataset in memory'),
    'a full memory': () => call('CONFIG', 'SET', 'maxmemory', 1),
    'a foreign value in a queue': async () => {
      for (const queue of ['critical', 'high']) await admin.set(`${prefix}:integration-${queue}:wait`, 'x');
    },
  };
  await healthy();
  return { begin: (kind) => begin[kind](), endAll: healthy, close: () => admin.disconnect() };
}

/** URL of Redis through the proxy. */
export function serviceRedisUrl(proxy: RedisProxy, login: boolean): string {
  return `redis://${login ? `${SERVICE_USER}:${PASSWORD}@` : ''}127.0.0.1:${proxy.port}`;
}
