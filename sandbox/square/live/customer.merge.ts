import { isoDay } from '../dataset/square.time.js';
import type { SquareObject } from '../square.stream.js';
import type { Change, ChangeJournal } from './change.journal.js';
import type { SquareAccount } from './square.account.js';

/**
 * Square merges profiles into a new one and deletes those it was made of; only the events report it.
 * https://developer.squareup.com/docs/customers-api/use-the-api/customer-webhooks
 */
export function mergeCustomers(
  journal: ChangeJournal,
  account: SquareAccount,
  indexes: readonly number[],
  at = journal.now(),
): Change {
  const store = account.store('customers');
  const former = indexes.map((index) => store.at(index)!);
  const fields: SquareObject = {};
  for (const customer of former) Object.assign(fields, { ...customer, ...fields });
  const { id: _id, version: _version, created_at: _created, updated_at: _updated, ...kept } = fields;
  const merged = journal.create(
    account,
    'customers',
    { ...kept, creation_source: 'MERGE', note: `Merged on ${isoDay(at)}` },
    at,
  );
  const ids = former.map((customer) => customer.id);
  const context = { event_context: { merge: { from_customer_ids: ids, to_customer_id: merged.object.id } } };
  const events = [...merged.events];
  for (const index of indexes) events.push(...journal.remove(account, 'customers', index, context, at).events);
  return { object: merged.object, events };
}
