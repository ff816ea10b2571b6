import { ProviderExchange } from '../../http/provider.exchange.js';
import { gone, isFound } from '../../kit/found.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { FetchedRecord } from '../../provider.port.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import { isNotOffered } from '../api/mailchimp.failures.js';
import { changeOf } from './mailchimp.dating.js';
import type { MailchimpApi } from '../api/mailchimp.sdk.js';
import type { MailchimpClient } from '../api/mailchimp.client.js';
import { nameOf, type MailchimpName } from '../shape/mailchimp.external-id.js';
import type { MailchimpParents } from './mailchimp.parents.js';
import type { MailchimpStream } from './mailchimp.stream.js';
import { findStream, withoutLinks } from './mailchimp.streams.js';
import type { MailchimpTags } from './mailchimp.tags.js';

/** Reads single objects as they are now. */
export class MailchimpReader {
  constructor(
    private readonly client: MailchimpClient,
    private readonly parents: MailchimpParents,
    private readonly tags: MailchimpTags,
  ) {}

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
    const source = await this.find(access, stream, name, exchange);
    if (!source) return gone(exchange.seconds);
    const { body, seconds, text } = exchange;
    const key = source.keyOf(body);
    if (key === null) throw new ProviderProtocolError('Mailchimp answered an object without an id');
    if (access.audienceId !== null && source.audienceOf && source.audienceOf(body) !== access.audienceId) return null;
    if (stream.more && key !== name.id) {
      // Found by a name that it had: a contact that was given an address, or another one.
      return key.toLowerCase() === name.id.toLowerCase() ? null : gone(seconds);
    }
    const [whole] = await this.tags.complete(access, source, name.parent, [body], exchange);
    const json = whole === body ? text : JSON.stringify(whole);
    const read: FetchedRecord = { seconds, deleted: false, json };
    return source.changedAt === null ? read : { ...read, seconds: changeOf(source, body) ?? seconds, sequence: 0 };
  }

  /** @returns where it was found; `null`: nowhere */
  private async find(
    access: MailchimpAccess,
    stream: MailchimpStream,
    name: MailchimpName,
    exchange: ProviderExchange,
  ): Promise<MailchimpStream | null> {
    if (stream.parent === 'category') return this.findInCategories(access, stream, name, exchange);
    if (await this.ask(access, stream, name, exchange)) return stream;
    const { more } = stream;
    if (!more) return null;
    const isThere = this.ask(access, more, name, exchange).catch((error: unknown) => {
      if (isNotOffered(error)) return false;
      throw error;
    });
    return (await isThere) ? more : null;
  }

  /** An interest is named within its audience, whichever category it is in. */
  private async findInCategories(
    access: MailchimpAccess,
    stream: MailchimpStream,
    { parent: list, id }: MailchimpName,
    exchange: ProviderExchange,
  ): Promise<MailchimpStream | null> {
    let categories: { id: string }[] = [];
    await isFound(
      this.parents.categoriesOf(access, list ?? '', exchange).then((found) => {
        categories = found;
      }),
    );
    for (const { id: parent } of categories) {
      if (await this.ask(access, stream, { parent, id }, exchange)) return stream;
    }
    return null;
  }

  /** What a store sells says nothing of an audience: the store does. */
  private async isParentOurs(
    access: MailchimpAccess,
    { parent: kind }: MailchimpStream,
    { parent, id }: MailchimpName,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (access.audienceId === null) return true;
    if (kind === 'audience' || kind === 'category') return parent === access.audienceId;
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
