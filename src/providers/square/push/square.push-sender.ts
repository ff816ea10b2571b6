import type { ProviderCalls } from '../../calls/provider.calls.js';
import { stringifyExact } from '../../../common/exact-json.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { ApiClient } from '../../kit/api.client.js';
import { asRecord, items, text } from '../../kit/fields.js';
import { isEarlier } from '../../kit/push/earlier.object.js';
import type { RefusedValues } from '../../kit/push/refused.values.js';
import { StoredSender } from '../../kit/push/stored.sender.js';
import { ProviderUnavailableError } from '../../provider.errors.js';
import type { PushOutcome, StoredRequest } from '../../push.port.js';
import type { SquareAccess } from '../api/square.access.js';
import { isSuccess } from '../api/square.failures.js';
import { squareHost } from '../api/square.hosts.js';
import { dateOf } from '../shape/square.dating.js';
import type { SquareSettings } from '../square.config.js';
import { findStream } from '../streams/square.streams.js';
import {
  outcomeOf,
  refusedFields,
  SQUARE_CATALOG_WRITE_FAILURES,
  SQUARE_WRITE_FAILURES,
} from './square.push-errors.js';
import { versionOf, type SquareObject } from './square.push-objects.js';
import type { SquareTargetName } from './square.push-targets.js';

/** Where the answer holds the object, and the stream of its records. */
const ANSWERS: Readonly<Record<SquareTargetName, { stream: string; objectIn: (body: SquareObject) => SquareObject }>> =
  {
    customer: { stream: 'customers', objectIn: ({ customer }) => asRecord(customer) },
    catalog: {
      stream: 'products',
      objectIn: ({ objects }) => items(objects).find(({ type }) => type === 'ITEM') ?? {},
    },
  };

/** Sends stored requests to Square, each once. */
export class SquarePushSender {
  private readonly senders: Readonly<Record<SquareTargetName, StoredSender>>;

  constructor(
    private readonly settings: SquareSettings,
    calls: ProviderCalls,
    private readonly refused: RefusedValues,
  ) {
    const transport = calls.writeTransport('square');
    const limits = { perSecond: settings.ratePerSecond };
    const oneAtATime = { concurrent: 1, perOperationPerSecond: () => settings.catalogWritesPerSecond };
    const customers = new ApiClient(calls.writer('square', limits), SQUARE_WRITE_FAILURES, isSuccess);
    const catalog = new ApiClient(
      calls.writer('square', { ...limits, ...oneAtATime }),
      SQUARE_CATALOG_WRITE_FAILURES,
      isSuccess,
    );
    this.senders = {
      customer: new StoredSender(customers, transport),
      catalog: new StoredSender(catalog, transport),
    };
  }

  /** @throws ProviderError when Square has not taken it */
  async send(
    { account, tenantId, environment, token }: SquareAccess,
    target: SquareTargetName,
    request: StoredRequest,
    signal: AbortSignal,
  ): Promise<PushOutcome> {
    const exchange = new ProviderExchange(signal);
    const call = { account, tenantId, operation: operationOf(request), exchange, token };
    const sent = await this.senders[target].send(call, request, (current) => ({
      baseUrl: squareHost(this.settings, environment),
      headers: { authorization: `Bearer ${current}` },
    }));
    if (sent.kind === 'answered') return done(target, request, exchange);
    const outcome = outcomeOf(sent, request, exchange);
    const isNews = outcome.kind === 'refused' && this.refused.note(account, refusedFields(exchange, request));
    return isNews ? { kind: 'stale' } : outcome;
  }
}

/** Square has applied it. An answer without the object leaves its id unknown. */
function done(target: SquareTargetName, request: StoredRequest, exchange: ProviderExchange): PushOutcome {
  const { body, seconds } = exchange;
  const { stream, objectIn } = ANSWERS[target];
  const object = objectIn(body);
  const externalId = text(object.id);
  if (!externalId) {
    return { kind: 'unknown', error: new ProviderUnavailableError('Square did not answer with the object') };
  }
  const dating = findStream(stream)?.dating;
  const date = dating ? dateOf(dating, object) : { seconds };
  const record = { ...date, deleted: false, json: stringifyExact(object) };
  const madeAt = object.created_at ?? object.updated_at;
  const isOfBefore = request.kind === 'create' && isEarlier(madeAt, exchange);
  return { kind: 'done', externalId, externalVersion: versionOf(object), record, isEarlier: isOfBefore };
}

/** Names the operation, for rate limits and metrics: without ids. */
function operationOf({ method, path }: StoredRequest): string {
  return `${method} ${path.replace(/^\/v2\/customers\/[^/?]+/, '/v2/customers/:id')}`;
}
