import { ProviderExchange } from '../../http/provider.exchange.js';
import { gone, isFound } from '../../kit/found.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { FetchedRecord } from '../../provider.port.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import { changeOf } from './mailchimp.dating.js';
import type { MailchimpApi } from '../api/mailchimp.sdk.js';
import type { MailchimpClient } from '../api/mailchimp.client.js';
import { nameOf, type MailchimpName } from '../shape/mailchimp.external-id.js';
import { findStream, withoutLinks, type MailchimpStream } from './mailchimp.streams.js';

/** Reads single objects as they are now. */
export class MailchimpReader {
  constructor(private readonly client: MailchimpClient) {}

  /** @returns `null`: it is of an audience that the connection is not about, or nothing can be called so */
  async read(
    access: MailchimpAccess,
    stream: MailchimpStream,
    externalId: string,
    signal: AbortSignal,
  ): Promise<FetchedRecord | null> {
    const name = nameOf(externalId, stream.parent !== null);
    if (!name || !(await this.isParentOurs(access, stream, name, signal))) return null;
    const exchange = new ProviderExchange(signal);
    if (!(await this.ask(access, stream, name, exchange))) {
      return gone(exchange.seconds);
    }
    const { body, seconds, text } = exchange;
    if (body[stream.key] === undefined) throw new ProviderProtocolError('Mailchimp answered an object without an id');
    if (access.audienceId !== null && stream.audienceOf && stream.audienceOf(body) !== access.audienceId) return null;
    const read: FetchedRecord = { seconds, deleted: false, json: text };
    return stream.changedAt === null ? read : { ...read, seconds: changeOf(stream, body) ?? seconds, sequence: 0 };
  }

  /** What a store sells says nothing of an audience: the store does. */
  private async isParentOurs(
    access: MailchimpAccess,
    { parent: kind }: MailchimpStream,
    { parent, id }: MailchimpName,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (access.audienceId === null) return true;
    if (kind === 'audience') return parent === access.audienceId;
    if (kind !== 'store') return true;
    const stores = findStream('stores')!;
    const exchange = new ProviderExchange(signal);
    const store = { parent: null, id: parent ?? id };
    return !(await this.ask(access, stores, store, exchange)) || exchange.body.list_id === access.audienceId;
  }

  /** @returns whether it is there */
  private ask(
    access: MailchimpAccess,
    stream: MailchimpStream,
    { parent, id }: MailchimpName,
    exchange: ProviderExchange,
  ): Promise<boolean> {
    const options = { exclude_fields: withoutLinks(stream, 'object') };
    const read = (api: MailchimpApi) => stream.read(api, parent ?? '', id, options);
    return isFound(this.client.send(access, `GET ${stream.path}/{id}`, exchange, read));
  }
}
