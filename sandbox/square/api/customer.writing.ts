import { badRequest, conflict, keyReused, notFound, SquareApiError } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { indexOf, liveObject } from './object.reading.js';
import { required, texts } from './parameter.reading.js';
import { checkLengths } from './text.limits.js';

const scope = 'CUSTOMERS_WRITE';
const WRITABLE = [
  'given_name',
  'family_name',
  'company_name',
  'nickname',
  'email_address',
  'address',
  'phone_number',
  'reference_id',
  'note',
  'birthday',
  'tax_ids',
];
const NAMED_BY = ['given_name', 'family_name', 'company_name', 'email_address', 'phone_number'];
const LONGEST = {
  given_name: 300,
  family_name: 300,
  company_name: 500,
  nickname: 100,
  email_address: 254,
  reference_id: 100,
};
const MOST = 100;

export const CUSTOMER_WRITING: readonly ApiRoute[] = [
  {
    method: 'POST',
    path: '/v2/customers',
    scope,
    fields: ['idempotency_key', ...WRITABLE],
    run: (call) => ({ customer: create(call, call.body) }),
  },
  {
    method: 'PUT',
    path: '/v2/customers/:id',
    scope,
    fields: ['version', ...WRITABLE],
    run: (call) => ({ customer: update(call, call.ids[0]!, call.body) }),
  },
  {
    method: 'DELETE',
    path: '/v2/customers/:id',
    scope,
    query: ['version'],
    run: (call) => {
      const customer = liveObject(call, 'customers', call.ids[0]!);
      checkVersion(customer, call.query.version);
      call.world.journal.remove(call.account, 'customers', indexOf(call, 'customers', customer));
      return {};
    },
  },
  {
    method: 'POST',
    path: '/v2/customers/bulk-create',
    scope,
    fields: ['customers'],
    run: (call) => bulk(call, (key, fields) => createOnce(call, key, fields)),
  },
  {
    method: 'POST',
    path: '/v2/customers/bulk-update',
    scope,
    fields: ['customers'],
    run: (call) => bulk(call, (id, fields) => update(call, id, fields)),
  },
  {
    method: 'POST',
    path: '/v2/customers/bulk-delete',
    scope,
    fields: ['customer_ids'],
    run: (call) => {
      const ids = texts(call.body.customer_ids, 'customer_ids', MOST);
      const customers = Object.fromEntries(ids.map((id) => [id, {}]));
      return bulk({ ...call, body: { customers } }, (id) => {
        const customer = liveObject(call, 'customers', id);
        call.world.journal.remove(call.account, 'customers', indexOf(call, 'customers', customer));
        return undefined;
      });
    },
  },
];

/** Each entry succeeds or fails by itself, inside an answer that is 200 in either case. */
function bulk(call: ApiCall, write: (key: string, fields: SquareObject) => SquareObject | undefined): unknown {
  const entries = Object.entries(required(call.body.customers, 'customers'));
  if (entries.length === 0) throw badRequest('ARRAY_EMPTY', 'At least one customer is required.', 'customers');
  if (entries.length > MOST) throw badRequest('TOO_MANY_MAP_ENTRIES', `At most ${MOST} customers.`, 'customers');
  const responses: SquareObject = {};
  const errors: unknown[] = [];
  for (const [key, fields] of entries) {
    try {
      const customer = write(key, fields as SquareObject);
      responses[key] = customer ? { customer } : {};
    } catch (error) {
      if (!(error instanceof SquareApiError)) throw error;
      responses[key] = { errors: [error.fields] };
      errors.push(error.fields);
    }
  }
  return { responses, ...(errors.length > 0 ? { errors } : {}) };
}

/** The name of an entry is its idempotency key: it is made once, and the key serves no other entry. */
function createOnce(call: ApiCall, key: string, fields: SquareObject): SquareObject {
  const { idempotency } = call.world;
  const scope = `${call.account.id} bulk customer`;
  const stored = idempotency.begin(scope, key, JSON.stringify(fields));
  if (typeof stored === 'string') throw keyReused();
  if (stored) return JSON.parse(stored.body) as SquareObject;
  try {
    const customer = create(call, fields);
    idempotency.complete(scope, key, { status: 200, body: JSON.stringify(customer) });
    return customer;
  } catch (error) {
    idempotency.abandon(scope, key);
    throw error;
  }
}

function create(call: ApiCall, given: SquareObject): SquareObject {
  const fields = writable(given);
  if (!NAMED_BY.some((name) => typeof fields[name] === 'string' && fields[name] !== '')) {
    throw badRequest(
      'BAD_REQUEST',
      'At least one of `given_name`, `family_name`, `company_name`, `email_address` or `phone_number` is required.',
    );
  }
  const preferences = { email_unsubscribed: false };
  const present = Object.entries(fields).filter(([, value]) => value !== null);
  const draft = { ...Object.fromEntries(present), preferences, creation_source: 'THIRD_PARTY' };
  return call.world.journal.create(call.account, 'customers', draft).object;
}

function update(call: ApiCall, id: string, given: SquareObject): SquareObject {
  const refusal = notFound(`Customer with ID \`${id}\` not found.`);
  const customer = liveObject(call, 'customers', id, refusal);
  checkVersion(customer, given.version);
  const index = indexOf(call, 'customers', customer);
  return call.world.journal.update(call.account, 'customers', index, writable(given)).object;
}

function writable(given: SquareObject): SquareObject {
  const named = Object.entries(given).filter(([name]) => WRITABLE.includes(name));
  // An empty text takes a field away, as null does.
  const fields: SquareObject = Object.fromEntries(named.map(([name, value]) => [name, value === '' ? null : value]));
  checkLengths(fields, LONGEST);
  const email = fields.email_address;
  if (typeof email === 'string' && email !== '' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) {
    throw badRequest('INVALID_EMAIL_ADDRESS', `Expected email_address to be a valid email address`, 'email_address');
  }
  const phone = fields.phone_number;
  if (typeof phone === 'string' && phone !== '' && !/^\+?[\d\s().-]{9,16}$/.test(phone)) {
    throw badRequest('INVALID_PHONE_NUMBER', 'Expected phone_number to be a valid phone number', 'phone_number');
  }
  return fields;
}

function checkVersion(customer: SquareObject, wanted: unknown): void {
  if (wanted === undefined || wanted === null || wanted === '') return;
  if (Number(wanted) !== customer.version) {
    throw conflict(`The customer's current version is ${String(customer.version)}, not ${String(wanted)}.`);
  }
}
