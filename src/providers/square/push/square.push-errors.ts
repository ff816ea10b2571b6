import { FailureMapper, type FailureTable } from '../../kit/failure.mapper.js';
import { asRecord, items, text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import type { Sent } from '../../kit/push/stored.sender.js';
import { ProviderNotFoundError, ProviderRequestError } from '../../provider.errors.js';
import type { PushOutcome, StoredRequest } from '../../push.port.js';
import { answerOf, SQUARE_FAILURE_TABLE, type SquareAnswer } from '../api/square.failures.js';

/** Others write to the catalogue meanwhile, or the object is not as it was read. Catalogue and customers word it differently. */
const STALE = ['VERSION_MISMATCH', 'CONFLICT'] as const;
const KEY_REUSED = 'IDEMPOTENCY_KEY_REUSED';

const TABLE: FailureTable<SquareAnswer> = {
  ...SQUARE_FAILURE_TABLE,
  first: [
    {
      // It says nothing of whether Square can be reached, so it must not count against the account.
      when: ({ status, answer }) => status === 409 && answer !== null,
      as: ProviderRequestError,
      says: 'reports a conflict',
    },
    ...(SQUARE_FAILURE_TABLE.first ?? []),
  ],
};

export const SQUARE_WRITE_FAILURES = new FailureMapper(TABLE);

/** Square answers 429 to a second change of the catalogue at the same time, which says nothing of other requests. */
export const SQUARE_CATALOG_WRITE_FAILURES = new FailureMapper({ ...TABLE, limitScope: () => 'operation' });

/** What became of a request that was not answered with the object. */
export function outcomeOf(
  { kind, error }: Exclude<Sent, { kind: 'answered' }>,
  request: StoredRequest,
  exchange: ProviderExchange,
): PushOutcome {
  const codes = codesIn(exchange);
  // The key had other bytes, or its request is still under way: to repeat it would bring the same answer.
  if (codes.has(KEY_REUSED)) return { kind: 'unknown', error, isStored: true };
  if (STALE.some((code) => codes.has(code))) {
    return request.kind === 'create' ? { kind: 'unknown', error } : { kind: 'stale' };
  }
  // The object, or a part of it, was deleted since it was read.
  if (error instanceof ProviderNotFoundError && request.kind !== 'create') return { kind: 'stale' };
  if (kind === 'refused') return { kind: 'refused', error };
  // Square does not say whether a key remembers its own failures. Asking for the object is safe either way.
  return { kind: 'unknown', error, ...(exchange.status === 500 && codes.size > 0 && { isStored: true }) };
}

/** Fields whose values Square does not take. Its own check of telephone numbers is stricter than what it documents. */
export function refusedFields(exchange: ProviderExchange, { body }: StoredRequest): Record<string, unknown> {
  const { phone_number: phone } = asRecord(JSON.parse(body.toString('utf8')));
  return codesIn(exchange).has('INVALID_PHONE_NUMBER') && phone !== undefined ? { phone_number: phone } : {};
}

/** Of all errors of an answer in Square's form. */
function codesIn(exchange: ProviderExchange): ReadonlySet<string> {
  exchange.parse();
  if (!answerOf(exchange)) return new Set();
  return new Set(items(exchange.body.errors).flatMap(({ code }) => text(code) ?? []));
}
