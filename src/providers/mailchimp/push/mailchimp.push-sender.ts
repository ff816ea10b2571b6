import { stringifyExact } from '../../../common/exact-json.js';
import type { ProviderCalls } from '../../calls/provider.calls.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { ApiClient } from '../../kit/api.client.js';
import { integer, items, text } from '../../kit/fields.js';
import { gone } from '../../kit/found.js';
import type { RefusedValues } from '../../kit/push/refused.values.js';
import { StoredSender } from '../../kit/push/stored.sender.js';
import type { FetchedRecord } from '../../provider.values.js';
import type { PushOutcome, StoredRequest } from '../../push.port.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import { isSuccess } from '../api/mailchimp.client.js';
import { MAILCHIMP_FAILURES } from '../api/mailchimp.failures.js';
import type { MailchimpSettings } from '../mailchimp.config.js';
import { externalIdOf } from '../shape/mailchimp.external-id.js';
import { changeOf } from '../streams/mailchimp.dating.js';
import type { MailchimpReader } from '../streams/mailchimp.reader.js';
import { findStream } from '../streams/mailchimp.streams.js';
import { outcomeOf, refusedValues } from './mailchimp.push-errors.js';
import { placeOf, scopeOf, type MemberPlace } from './mailchimp.push-requests.js';
import type { MailchimpTargetName } from './mailchimp.push-targets.js';

const CONTACTS = findStream('contacts')!;
const FORGET = '/actions/delete-permanent';

/** Sends stored requests, and reads what Mailchimp has made of them. */
export class MailchimpPushSender {
  private readonly sender: StoredSender;

  constructor(
    { ratePerSecond: perSecond, concurrentCalls: concurrent }: MailchimpSettings,
    calls: ProviderCalls,
    private readonly reader: MailchimpReader,
    private readonly refused: RefusedValues,
  ) {
    const api = new ApiClient(calls.writer('mailchimp', { perSecond, concurrent }), MAILCHIMP_FAILURES, isSuccess);
    this.sender = new StoredSender(api, calls.writeTransport('mailchimp'));
  }

  /** @throws ProviderError when Mailchimp has not taken the request */
  async send(
    access: MailchimpAccess,
    target: MailchimpTargetName,
    request: StoredRequest,
    signal: AbortSignal,
  ): Promise<PushOutcome> {
    const { place, rest } = placeOf(request.path);
    const { account, tenantId } = access;
    const exchange = new ProviderExchange(signal);
    const operation = `${request.method} /lists/{list_id}/members/{subscriber_hash}${rest}`;
    const call = { account, tenantId, operation, exchange, token: () => access.target() };
    const sent = await this.sender.send(call, request, ({ baseUrl, authorization }) => ({
      baseUrl,
      headers: { authorization },
    }));
    if (sent.kind === 'refused') {
      const isNews = this.refused.note(scopeOf(access, place.list), refusedValues(exchange, request));
      return isNews ? { kind: 'stale' } : outcomeOf(exchange, sent.error);
    }
    if (sent.kind === 'unknown') return sent;
    const externalId = externalIdOf({ parent: place.list, id: place.hash });
    if (target === 'tags') {
      // The answer to tags is empty, and no webhook reports them. What is not read now is read by the next run.
      const record = await this.reader.read(access, CONTACTS, externalId, signal).catch(() => null);
      return { kind: 'done', externalId, externalVersion: null, record };
    }
    const record = rest === FORGET ? gone(exchange.seconds) : recordOf(exchange, place);
    return { kind: 'done', externalId, externalVersion: null, record };
  }
}

/** @returns `null`: the answer has no member, or not all of its tags */
function recordOf({ body, seconds }: ProviderExchange, { hash }: MemberPlace): FetchedRecord | null {
  const { _links, ...member } = body;
  const id = text(member.id);
  if (!id) return null;
  // Under its new address it is another record.
  if (id.toLowerCase() !== hash.toLowerCase()) return gone(seconds);
  if ((integer(member.tags_count) ?? 0) > items(member.tags).length) return null;
  const changedAt = changeOf(CONTACTS, member);
  const record = { seconds: changedAt ?? seconds, deleted: false, json: stringifyExact(member) };
  return changedAt === null ? record : { ...record, sequence: 0 };
}
