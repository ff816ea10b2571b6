import { query } from './database.js';
import { eventually } from './tenant.js';
import { stripeEventBody } from './stripe.delivery.js';

export interface InboxTotals {
  events: number;
  /** Number of distinct event ids. It equals the number of rows, unless an event was stored twice. */
  ids: number;
  done: number;
  open: number;
  dead: number;
  attempts: number;
}

const TOTALS_SQL = `
  SELECT count(*)::int AS events, count(DISTINCT (tenant_id, event_id))::int AS ids,
    count(*) FILTER (WHERE status = 'done')::int AS done,
    count(*) FILTER (WHERE status IN ('received', 'processing'))::int AS open,
    count(*) FILTER (WHERE status = 'dead')::int AS dead, coalesce(sum(attempts), 0)::int AS attempts
  FROM webhook_events WHERE event_id LIKE $1`;

/** Counts the events whose id has this prefix, by their outcome. */
export async function inboxTotals(adminUrl: string, prefix: string): Promise<InboxTotals> {
  const [totals] = await query<InboxTotals>(adminUrl, TOTALS_SQL, [`${prefix}%`]);
  if (!totals) throw new Error('A count has one row');
  return totals;
}

/** Waits until this number of events is stored and none of them is open. */
export function settledInbox(
  adminUrl: string,
  prefix: string,
  events: number,
  withinMs = 60_000,
): Promise<InboxTotals> {
  const isSettled = (totals: InboxTotals) => totals.events >= events && totals.open === 0;
  return eventually(() => inboxTotals(adminUrl, prefix), isSettled, withinMs);
}

/** The totals if every event was done at the first try, once. */
export const allDone = (events: number): InboxTotals => ({
  events,
  ids: events,
  done: events,
  open: 0,
  dead: 0,
  attempts: 0,
});

export interface CustomerEvents {
  bodies: string[];
  /** The customers' ids, each with the name from its last event. */
  names: Map<string, string>;
}

/** Events that rename customers. Each customer has `states` events, one second apart. The customers take turns. */
export function customerEvents(account: string, prefix: string, customers: number, states: number): CustomerEvents {
  const now = Math.floor(Date.now() / 1000);
  const names = new Map<string, string>();
  const bodies: string[] = [];
  for (let state = 0; state < states; state++) {
    for (let n = 0; n < customers; n++) {
      const id = `cus_${prefix}${n}`;
      const name = `${id} in state ${state}`;
      names.set(id, name);
      bodies.push(
        stripeEventBody({
          id: `${prefix}${n}_${state}`,
          type: 'customer.updated',
          account,
          created: now - states + state,
          object: { id, object: 'customer', name },
        }),
      );
    }
  }
  return { bodies, names };
}

/** The ids of the customers of these events with their stored names, read directly from the table. */
export async function storedNames(adminUrl: string, prefix: string): Promise<Map<string, string>> {
  const rows = await query<{ id: string; name: string }>(
    adminUrl,
    `SELECT external_id AS id, raw->>'name' AS name FROM records WHERE type = 'customers' AND external_id LIKE $1`,
    [`cus_${prefix}%`],
  );
  if (new Set(rows.map(({ id }) => id)).size !== rows.length) throw new Error('A customer is stored twice');
  return new Map(rows.map(({ id, name }) => [id, name]));
}
