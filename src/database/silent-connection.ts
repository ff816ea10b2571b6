import type { Socket } from 'node:net';
import type { ClientBase } from 'pg';

/**
 * Closes a connection if a statement waits and nothing has arrived for `silenceMs`. A server that no longer responds at
 * all cannot report its own timeout. pg's `query_timeout` is not used: it sets a timer for each statement, and the
 * objects that these timers keep alive until the next full collection are tens of megabytes a second while deliveries
 * arrive.
 */
export function endWhenSilent(client: ClientBase, silenceMs: number): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  // The listener is not passed to `setTimeout`, which would call it only once: an idle connection would use up that
  // call.
  stream.setTimeout(silenceMs);
  stream.on('timeout', () => {
    const isAsked = !(client as unknown as { readyForQuery: boolean }).readyForQuery;
    if (isAsked) stream.destroy(new Error('Connection terminated: PostgreSQL has not answered in time'));
  });
}
