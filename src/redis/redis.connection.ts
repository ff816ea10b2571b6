import { Redis, type Command, type RedisOptions } from 'ioredis';
import { markInfrastructure } from '../common/infrastructure.errors.js';

/** Called for each command, with its name and the promise of its result. */
export type CommandWatcher = (name: string, outcome: Promise<unknown>) => void;

const HANDSHAKE: ReadonlySet<string> = new Set(['auth', 'hello', 'select', 'client', 'info', 'quit']);
const LONGEST_WAIT_MS = 2_000;
const WAIT_STEP_MS = 100;

/**
 * A Redis client whose errors are marked. Bull and ioredis leave some promises unhandled when Redis refuses a command.
 * A marked error does not end the process.
 */
export function openRedis(options: RedisOptions, watch?: CommandWatcher): Redis {
  let failures = 0;
  const retryStrategy = () => Math.min(++failures * WAIT_STEP_MS, LONGEST_WAIT_MS);
  // While ioredis sends its version first, it may treat a connection that has ended as ready, and never open another
  // one.
  const client = new Redis({ ...options, retryStrategy, disableClientInfo: true });
  // ioredis resets its delay before it has the reply to AUTH, so a refused login would be retried too often. Only a
  // successful command resets this one.
  const succeeded = () => (failures = 0);
  settleWhenEnded(client, markCommands(client, succeeded, watch));
  markConnects(client);
  client.on('error', (error: Error) => void markInfrastructure(error, 'redis'));
  refuseFailedTransactions(client);
  return client;
}

/** Returns the set of commands that have no reply yet. */
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

/**
 * Rejects waiting commands when the connection is closed for good. Between two connections, ioredis would leave them
 * waiting.
 */
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
 * Turns the failure of a part of a transaction into an error. The reply to EXEC lists the result of each command, and
 * Bull ignores them: a refused hint would count as sent, and an unreadable queue as empty.
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
