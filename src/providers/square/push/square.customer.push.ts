import { NOTHING, skipped } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { BuiltRequest, KnownObject, PushIntent } from '../../push.port.js';
import { customerFields, emptyIn, filled, FORGOTTEN, says, type CustomerFields } from './square.customer-fields.js';
import type { SquarePushRequests } from './square.push-requests.js';
import { adoptsByEmail } from './square.push-rules.js';

/** A contact as a customer of the account's directory. */
export class SquareCustomerBuilder {
  constructor(private readonly requests: SquarePushRequests) {}

  async build(intent: PushIntent, known: KnownObject | null, key: string): Promise<BuiltRequest> {
    const [item] = itemsOf(intent.items, 'contacts');
    if (!item) return NOTHING;
    const contact = item.body;
    if (contact.erase) return this.forget(known);
    if (!adoptsByEmail(intent.rules)) return skipped('rule_off', 'Choose how customers that are there are adopted');
    // A deleted contact is archived in mailing lists only. The merchant may still need the customer.
    if (contact.deletedAt) return known ? NOTHING : skipped('status', 'The contact was deleted');
    const fields = customerFields(contact);
    if (!known) return this.create(fields, intent.reference, key);
    if (known.origin === 'created') return this.update(known, fields);
    return this.update(known, emptyIn(known.object ?? fields, fields));
  }

  private async create(fields: CustomerFields, reference: string, key: string): Promise<BuiltRequest> {
    const body = { idempotency_key: key, reference_id: reference, ...filled(fields) };
    const path = '/v2/customers';
    const request = await this.requests.build({ kind: 'create', method: 'POST', path, body, content: fields });
    return { kind: 'request', request };
  }

  /** Without a key: the version makes sure that it is applied once, and to what was read. */
  private async update(
    { externalId, externalVersion, object }: KnownObject,
    fields: CustomerFields,
  ): Promise<BuiltRequest> {
    const hasNothingToSay = Object.keys(fields).length === 0;
    if (hasNothingToSay || (object && says(object, fields))) return NOTHING;
    const body = { ...(externalVersion !== null && { version: Number(externalVersion) }), ...fields };
    const path = `/v2/customers/${encodeURIComponent(externalId)}`;
    const request = await this.requests.build({ kind: 'update', method: 'PUT', path, body, content: fields });
    return { kind: 'request', request };
  }

  /** Of a customer that the platform made, what it says of the person is cleared. Nothing is deleted. */
  private async forget(known: KnownObject | null): Promise<BuiltRequest> {
    if (!known) return skipped('erased', 'The person asked to be forgotten, and was never pushed');
    if (known.origin === 'created') return this.update(known, FORGOTTEN);
    return skipped(
      'adopted',
      `Customer ${known.externalId} is the merchant's own: the merchant has to forget the person`,
    );
  }
}
