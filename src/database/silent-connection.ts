import type { Socket } from 'node:net';
import type { ClientBase } from 'pg';

/**
 * Ends a connection on which a statement waits and nothing has come for `silenceMs`: a server that no longer answers
 * at all cannot time anything out for us. pg's own `query_timeout` sets a timer for each statement, and what those
 * timers keep alive until the next full collection is, where deliveries stream in, tens of megabytes a second.
 */
export function endWhenSilent(client: ClientBase, silenceMs: number): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  // A listener given to `setTimeout` itself is called only once, and an idle connection would use that up.
  stream.setTimeout(silenceMs);
  stream.on('timeout', () => {
    const isAsked = !(client as unknown as { readyForQuery: boolean }).readyForQuery;
    if (isAsked) stream.destroy(new Error('Connection terminated: PostgreSQL has not answered in time'));
  });
}
