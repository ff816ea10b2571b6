import type { Redis, RedisOptions } from 'ioredis';
import { openRedis } from './redis.connection.js';

const RETRY_MS = 1_000;

/**
 * A subscriber connection that repeats a refused subscription. By default, ioredis gives up a subscription after one
 * refusal, and Bull then never takes a job again.
 *
 * @param report receives the last error of a subscription; `null`: it was accepted
 */
export function openSubscriber(options: RedisOptions, report: (error: Error | null) => void): Redis {
  const client = openRedis({ ...options, autoResubscribe: false });
  const subscribe = client.subscribe.bind(client) as (...channels: string[]) => Promise<unknown>;
  const channels = new Set<string>();
  let timer: NodeJS.Timeout | undefined;

  const ask = async (): Promise<void> => {
    clearTimeout(timer);
    if (channels.size === 0 || client.status === 'end') return;
    try {
      await subscribe(...channels);
      report(null);
    } catch (error) {
      report(error as Error);
      timer = setTimeout(() => void ask(), RETRY_MS).unref();
    }
  };
  client.on('ready', () => void ask());
  client.on('end', () => clearTimeout(timer));
  client.subscribe = (async (...names: string[]) => {
    for (const name of names) channels.add(name);
    await ask();
    return channels.size;
  }) as Redis['subscribe'];
  return client;
}
