import { Redis, type Command, type RedisOptions } from 'ioredis';
import { markInfrastructure } from '../common/infrastructure.errors.js';

/** Told of each command: its name, and what will become of it. */
export type CommandWatcher = (name: string, outcome: Promise<unknown>) => void;

const HANDSHAKE: ReadonlySet<string> = new Set(['auth', 'hello', 'select', 'client', 'info', 'quit']);
const LONGEST_WAIT_MS = 2_000;
const WAIT_STEP_MS = 100;

/**
 * A client of Redis whose failures can be told from defects. Bull and ioredis leave promises of their own unhandled when
 * Redis refuses a command; what is marked here does not end the process.
 */
export function openRedis(options: RedisOptions, watch?: CommandWatcher): Redis {
  let failures = 0;
  const retryStrategy = () => Math.min(++failures * WAIT_STEP_MS, LONGEST_WAIT_MS);
  // Asking for its own version first, ioredis may take a connection for ready that has ended, and never open another.
  const client = new Redis({ ...options, retryStrategy, disableClientInfo: true });
  // ioredis takes a connection for good before the answer to AUTH is judged; a refused login would never wait longer.
  const succeeded = () => (failures = 0);
  settleWhenEnded(client, markCommands(client, succeeded, watch));
  markConnects(client);
  client.on('error', (error: Error) => void markInfrastructure(error, 'redis'));
  refuseFailedTransactions(client);
  return client;
}

/** Returns the commands that have no answer yet. */
function markCommands(client: Redis, succeeded: () => void, watch: CommandWatcher | undefined): Set<Command> {
  const unanswered = new Set<Command>();
  const send = client.sendCommand.bind(client);
  client.sendCommand = (command, stream) => {
    const { reject, resolve, name } = command;
    command.reject = (error) => {
      unanswered.delete(command);
      reject(markInfrastructure(error, 'redis'));
    };
    command.resolve = (value: unknown) => {
      unanswered.delete(command);
      if (!HANDSHAKE.has(name)) succeeded();
      return resolve(value);
    };
    unanswered.add(command);
    watch?.(name, command.promise);
    return send(command, stream);
  };
  return unanswered;
}

/** What waits for a connection that will not come back is not left waiting, as ioredis does between two connections. */
function settleWhenEnded(client: Redis, unanswered: Set<Command>): void {
  const disconnect = client.disconnect.bind(client);
  client.disconnect = (reconnect) => {
    disconnect(reconnect);
    if (reconnect) return;
    for (const command of unanswered) command.reject(new Error('Connection is closed.'));
  };
}

function markConnects(client: Redis): void {
  const connect = client.connect.bind(client);
  client.connect = async (callback) => {
    try {
      await connect(callback);
    } catch (error) {
      throw markInfrastructure(error, 'redis');
    }
  };
}

/**
 * The reply to EXEC lists what became of each command, and Bull looks at none of them: a hint that was refused would
 * count as sent, and a queue that cannot be read as empty. A transaction of which a part failed is a failure here.
 */
function refuseFailedTransactions(client: Redis): void {
  type Transaction = ReturnType<Redis['multi']>;
  const multi = client.multi.bind(client) as (...args: unknown[]) => Transaction;
  client.multi = ((...args: unknown[]) => {
    const transaction = multi(...args);
    const exec = transaction.exec.bind(transaction);
    transaction.exec = async () => {
      const results = await exec().catch((error: Error & { previousErrors?: Error[] }) => {
        throw error.previousErrors?.[0] ?? error;
      });
      const failed = results?.find(([error]) => error)?.[0];
      if (failed) throw markInfrastructure(failed, 'redis');
      return results;
    };
    return transaction;
  }) as Redis['multi'];
}
