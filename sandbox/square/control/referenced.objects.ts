import { contentOf } from '../live/catalog.content.js';
import type { SquareAccount } from '../live/square.account.js';
import type { SquareObject, StreamName } from '../square.stream.js';

/** Where each kind of object carries what an application calls it. */
const REFERENCES: Partial<Record<StreamName, (object: SquareObject) => unknown>> = {
  customers: (customer) => customer.reference_id,
  products: (object) => contentOf(object).sku,
  orders: (order) => order.reference_id,
  payments: (payment) => payment.reference_id,
};

/** The objects that were added or changed since the account was made, and that carry a reference. */
export function* referencedObjects(account: SquareAccount, prefix = '') {
  for (const [stream, referenceOf] of Object.entries(REFERENCES)) {
    for (const object of account.store(stream as StreamName).written()) {
      const reference = referenceOf(object);
      if (typeof reference !== 'string' || reference === '' || !reference.startsWith(prefix)) continue;
      yield { reference, stream, id: String(object.id), object };
    }
  }
}
