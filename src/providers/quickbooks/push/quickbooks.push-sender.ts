import { stringifyExact } from '../../../common/exact-json.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { asRecord, text } from '../../kit/fields.js';
import { isEarlier } from '../../kit/push/earlier.object.js';
import { ProviderPermissionError, ProviderProtocolError, type ProviderError } from '../../provider.errors.js';
import type { PushOutcome, StoredRequest } from '../../push.port.js';
import type { QuickBooksAccess } from '../api/quickbooks.access.js';
import type { QuickBooksClient } from '../api/quickbooks.client.js';
import { faultIn } from '../api/quickbooks.fault.js';
import { versionOf } from '../shape/quickbooks.dating.js';
import type { QuickBooksCompanyFacts } from './quickbooks.company-facts.js';
import type { QuickBooksHolders } from './quickbooks.holders.js';
import { postedAmounts } from './quickbooks.posted.js';
import { isOfPlan, meaningOf, outcomeOf } from './quickbooks.push-errors.js';
import { valueOf } from './quickbooks.push-requests.js';
import { streamOf, type QuickBooksTargetName } from './quickbooks.push-targets.js';

/** Sends stored requests, once each, and says what became of them. */
export class QuickBooksPushSender {
  constructor(
    private readonly client: Pick<QuickBooksClient, 'write'>,
    private readonly holders: QuickBooksHolders,
    private readonly facts: Pick<QuickBooksCompanyFacts, 'forget' | 'hasClosed'>,
  ) {}

  async send(
    access: QuickBooksAccess,
    target: QuickBooksTargetName,
    request: StoredRequest,
    signal: AbortSignal,
  ): Promise<PushOutcome> {
    const exchange = new ProviderExchange(signal);
    try {
      const sent = await this.client.write(access, request, exchange);
      if (sent.kind === 'answered') return this.done(access, target, request, exchange);
      if (sent.kind === 'unknown') return sent;
      return await this.refused(access, target, request, exchange, sent.error);
    } catch (error) {
      if (!(error instanceof ProviderPermissionError) || !isOfPlan(faultIn(exchange))) throw error;
      return { kind: 'waiting', code: 'plan_limit', message: error.message };
    }
  }

  private done(
    access: QuickBooksAccess,
    target: QuickBooksTargetName,
    request: StoredRequest,
    exchange: ProviderExchange,
  ): PushOutcome {
    const { entity } = streamOf(target);
    const object = asRecord(exchange.body[entity]);
    const externalId = text(object.Id);
    if (externalId === null) {
      return { kind: 'unknown', error: new ProviderProtocolError(`QuickBooks answered no ${entity} to a write`) };
    }
    const number = valueOf(request, 'DocNumber');
    if (number !== null && object.DocNumber !== number) this.facts.forget(access);
    const { expects } = request;
    return {
      kind: 'done',
      externalId,
      externalVersion: text(object.SyncToken),
      record: { ...versionOf(object), deleted: false, json: stringifyExact(object) },
      ...(expects && { amounts: postedAmounts(object, expects.currency) }),
      isEarlier: request.kind === 'create' && isOfBefore(request, object, exchange),
    };
  }

  private async refused(
    access: QuickBooksAccess,
    target: QuickBooksTargetName,
    request: StoredRequest,
    exchange: ProviderExchange,
    error: ProviderError,
  ): Promise<PushOutcome> {
    const meaning = meaningOf(faultIn(exchange), request);
    if (meaning === 'closed' && (await this.facts.hasClosed(access, exchange.signal))) return { kind: 'stale' };
    const refused = { access, target, request, error };
    if (meaning === 'missing' && !(await this.holders.isThere(refused, exchange.signal))) return { kind: 'stale' };
    if (meaning === 'name' && request.kind === 'create') return this.holders.ofName(refused, exchange.signal);
    if (meaning === 'exists') return this.holders.ofNumber(refused, exchange.signal);
    return outcomeOf(meaning, error);
  }
}

/** A repeated `requestid` is answered as it was the first time, whatever the second request says. */
function isOfBefore(request: StoredRequest, object: Record<string, unknown>, exchange: ProviderExchange): boolean {
  const isNamed = ['DisplayName', 'Name'].every((field) => {
    const name = valueOf(request, field);
    return name === null || object[field] === name;
  });
  return !isNamed || isEarlier(asRecord(object.MetaData).CreateTime, exchange);
}
