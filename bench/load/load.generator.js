/**
 * The load, in a process of its own. Told by the parent: `open` (whom and what), then `fire` (for how long, how many
 * events to sign before the clock starts); answers each with what it measured.
 */
import { readFileSync } from 'node:fs';
import { percentile } from '../measure/statistics.js';
import { EventFactory } from './event.factory.js';
import { KeepAliveConnection } from './keepalive.connection.js';

/** @type {KeepAliveConnection[]} */
let connections = [];
/** @type {EventFactory} */
let factory;

/** @param {any} order */
async function open({ host, port, count, subjectsFile, ...events }) {
  factory = new EventFactory({ ...events, subjects: JSON.parse(readFileSync(subjectsFile, 'utf8')) });
  connections = Array.from({ length: count }, () => new KeepAliveConnection(host, port));
  await Promise.all(connections.map(({ opened }) => opened));
  return {};
}

/** @param {{seconds: number, events: number}} order */
async function fire({ seconds, events }) {
  const requests = Array.from({ length: events }, () => factory.request());
  const bytes = requests.reduce((sum, { length }) => sum + length, 0);
  process.send?.({ signed: requests.length });
  await new Promise((resolve) => process.once('message', resolve));

  const latencies = new Float64Array(requests.length);
  /** @type {Record<string, number>} */
  const statuses = {};
  let sent = 0;
  let answered = 0;
  const startedAt = performance.now();
  const deadline = startedAt + seconds * 1000;
  let finishedAt = startedAt;

  /** @param {KeepAliveConnection} connection */
  const drive = async (connection) => {
    let now = performance.now();
    while (sent < requests.length && now < deadline) {
      const sentAt = now;
      const status = await connection.send(requests[sent++]);
      now = performance.now();
      latencies[answered++] = now - sentAt;
      finishedAt = now;
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status === 0) return;
    }
  };
  await Promise.all(connections.map(drive));

  const sorted = latencies.slice(0, answered).sort();
  const elapsed = (finishedAt - startedAt) / 1000;
  return {
    requests: answered,
    seconds: elapsed,
    perSecond: answered / elapsed,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
    max: sorted[sorted.length - 1],
    requestBytes: bytes / requests.length,
    ranOut: sent >= requests.length,
    statuses,
  };
}

process.on('message', (/** @type {any} */ order) => {
  if (order.start) return;
  const work = order.open ? open(order.open) : fire(order.fire);
  work.then(
    (result) => process.send?.({ result }),
    (error) => process.send?.({ failure: String(error?.stack ?? error) }),
  );
});
process.once('disconnect', () => process.exit(0));
