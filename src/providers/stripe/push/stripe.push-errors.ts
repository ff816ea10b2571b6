import { asRecord, text } from '../../kit/fields.js';
import type { Sent } from '../../kit/push/stored.sender.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderNotFoundError, ProviderProtocolError, ProviderUnavailableError } from '../../provider.errors.js';
import type { PushOutcome, StoredRequest } from '../../push.port.js';
import { formOf, metadataName } from './stripe.push-form.js';
import { HUB_REPLACED_BY } from './stripe.push-metadata.js';

/** The parent of what is made. */
const PARENT = /^(product|default_price)$/;

/** What became of a request, by its answer: https://docs.stripe.com/api/errors, https://docs.stripe.com/error-codes */
export function outcomeOf(sent: Sent, exchange: ProviderExchange, request: StoredRequest): PushOutcome {
  if (sent.kind === 'answered') return doneWith(exchange, request);
  const { error } = sent;
  if (sent.kind === 'unknown') return { kind: 'unknown', error, isStored: isReplayed(exchange) && isFailure(exchange) };
  const { type, code, param } = answerOf(exchange);
  // An earlier request had this key, and may have had its effect.
  if (type === 'idempotency_error') return { kind: 'unknown', error, isStored: true };
  if (code === 'resource_already_exists') return exists(request);
  if (code === 'resource_missing' && PARENT.test(param)) {
    // Its own target makes it again when the event is pushed, and may be later than this one.
    return { kind: 'refused', error: new ProviderUnavailableError(`${error.message}. Push the event again`) };
  }
  if (error instanceof ProviderNotFoundError && request.kind !== 'create') return { kind: 'stale' };
  return { kind: 'refused', error };
}

function doneWith(exchange: ProviderExchange, request: StoredRequest): PushOutcome {
  const { body, seconds, text: json } = exchange;
  const id = text(body.id);
  if (id === null) {
    return { kind: 'unknown', error: new ProviderProtocolError('Stripe answered an object without an id') };
  }
  const externalId = subjectOf(request) ?? id;
  // A repeated answer is of the first time: the object may have changed since.
  const isEarlier = isReplayed(exchange);
  const record = externalId === id && !isEarlier ? { seconds, deleted: false, json } : null;
  return { kind: 'done', externalId, externalVersion: null, record, isEarlier };
}

/** Some steps on the way to a price change another object. */
function subjectOf(request: StoredRequest): string | null {
  const form = formOf(request);
  return form.get('default_price') ?? form.get(metadataName(HUB_REPLACED_BY));
}

function exists(request: StoredRequest): PushOutcome {
  const id = formOf(request).get('id');
  return { kind: 'exists', ...(id !== null && { externalId: id }) };
}

function answerOf({ body }: ProviderExchange): { type: string; code: string; param: string } {
  const error = asRecord(body.error);
  return { type: text(error.type) ?? '', code: text(error.code) ?? '', param: text(error.param) ?? '' };
}

/** Stripe repeats the first answer to a key, failures included: https://docs.stripe.com/api/idempotent_requests */
const isReplayed = (exchange: ProviderExchange): boolean => exchange.header('idempotent-replayed') === 'true';
const isFailure = ({ status = 0 }: ProviderExchange): boolean => status >= 500;
