import { NOTHING, skipped } from '../../kit/push/built.requests.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { Desired, KnownObject, PushedItem, PushIntent, StoredRequest } from '../../push.port.js';
import {
  changedParams,
  customerFields,
  givenParams,
  isEmpty,
  NO_FIELDS,
  type CustomerFields,
  type CustomerParams,
} from './stripe.customer-fields.js';
import type { Draft } from './stripe.push-draft.js';
import { HUB_REF, hubMetadata } from './stripe.push-metadata.js';
import { adoptsByEmail } from './stripe.push-rules.js';

export function planCustomer({ entity, platformId }: PushedItem): readonly Desired[] {
  if (entity !== 'contacts') return [];
  return [{ target: 'customer', subject: platformId, part: '', needs: [], reads: [] }];
}

export function draftCustomer({ items, rules, reference }: PushIntent, known: KnownObject | null): Draft {
  const [contact] = itemsOf(items, 'contacts');
  // The contact has left for another venue. Payments may still name the customer.
  if (!contact) return NOTHING;
  const { body, platformId } = contact;
  if (body.erase) return erase(known);
  if (!adoptsByEmail(rules)) return NOT_CHOSEN;
  if (body.deletedAt) return known ? NOTHING : DELETED;
  const fields = customerFields(body);
  if (known?.origin === 'adopted') return fill(known, fields);
  const metadata = hubMetadata({ [HUB_REF]: reference, hub_contact_id: platformId, hub_venue_id: body.venueId });
  const content = JSON.stringify({ ...fields, metadata });
  return known
    ? update(known.externalId, { ...changedParams(fields), metadata }, content)
    : create({ ...givenParams(fields), metadata }, content);
}

type Params = CustomerParams & { metadata?: Record<string, string> };

function create(params: Params, content: string): Draft {
  return {
    kind: 'call',
    change: 'create',
    content,
    invoke: (stripe, options) => stripe.customers.create(params, options),
  };
}

function update(id: string, params: Params, content: StoredRequest['content']): Draft {
  return {
    kind: 'call',
    change: 'update',
    content,
    invoke: (stripe, options) => stripe.customers.update(id, params, options),
  };
}

/** What a person has entered is theirs: only what is empty is filled, and nothing is cleared. */
function fill({ externalId, object }: KnownObject, fields: CustomerFields): Draft {
  const given = Object.entries(givenParams(fields));
  const params: CustomerParams = Object.fromEntries(given.filter(([name]) => isEmpty(object?.[name])));
  return Object.keys(params).length === 0 ? NOTHING : update(externalId, params, JSON.stringify(params));
}

function erase(known: KnownObject | null): Draft {
  if (!known) return ERASED;
  if (known.origin === 'adopted') {
    const message = `The customer ${known.externalId} was there before it was linked. Erase it at Stripe`;
    return skipped('adopted', message);
  }
  return update(known.externalId, changedParams(NO_FIELDS), JSON.stringify(NO_FIELDS));
}

const NOT_CHOSEN = skipped('rule_off', 'Contacts are pushed only if customers are adopted by e-mail; choose `adopt`');
const DELETED = skipped('status', 'The contact was deleted before a customer was made of it');
const ERASED = skipped('status', 'The contact is to be erased, and no customer was made of it');
