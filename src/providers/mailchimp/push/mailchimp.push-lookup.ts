import { BoundedCache } from '../../../common/bounded-cache.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { isFound } from '../../kit/found.js';
import { items, text } from '../../kit/fields.js';
import type { AccountFacts, Choice, KnownObject } from '../../push.port.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpClient } from '../api/mailchimp.client.js';
import type { MailchimpSettings } from '../mailchimp.config.js';
import { externalIdOf } from '../shape/mailchimp.external-id.js';
import { PAGE_SIZE } from '../streams/mailchimp.pager.js';
import { findStream } from '../streams/mailchimp.streams.js';
import type { MailchimpTags } from '../streams/mailchimp.tags.js';
import type { MemberPlace } from './mailchimp.push-requests.js';

const MEMBER_PATH = 'GET /lists/{list_id}/members/{subscriber_hash}';
const FIELDS = [
  'id',
  'email_address',
  'contact_id',
  'status',
  'unsubscribe_reason',
  'timestamp_opt',
  'last_changed',
  'merge_fields',
];
const MOST_AUDIENCES = 1_000;

interface Remembered {
  facts: AccountFacts;
  /** By `performance.now()`. */
  until: number;
}

/** Reads what requests are built from. A decision about a person is made by a fresh read, never by the mirror. */
export class MailchimpPushLookup {
  private readonly audiences = new BoundedCache<string, Remembered>(MOST_AUDIENCES);

  constructor(
    private readonly client: MailchimpClient,
    private readonly tags: MailchimpTags,
    private readonly settings: Pick<MailchimpSettings, 'audienceSeconds'>,
  ) {}

  /** @param withTags all of them, which may take several requests. @returns `null`: there is none */
  async member(
    access: MailchimpAccess,
    { list, hash }: MemberPlace,
    signal: AbortSignal,
    { withTags = false } = {},
  ): Promise<KnownObject | null> {
    const exchange = new ProviderExchange(signal);
    const fields = withTags ? [...FIELDS, 'tags_count', 'tags'] : FIELDS;
    const sent = this.client.send(access, MEMBER_PATH, exchange, (api) =>
      api.lists.getListMember(list, hash, { fields }),
    );
    if (!(await isFound(sent))) return null;
    const { body } = exchange;
    const [member] = withTags
      ? await this.tags.complete(access, findStream('contacts')!, list, [body], exchange)
      : [body];
    return {
      externalId: externalIdOf({ parent: list, id: hash }),
      externalVersion: null,
      object: { member },
      origin: 'adopted',
    };
  }

  /** Whether an audience asks new contacts by mail. It is remembered for a moment, because a batch has many new contacts. */
  async audience(access: MailchimpAccess, list: string, signal: AbortSignal): Promise<AccountFacts> {
    const name = `${access.account} ${list}`;
    const known = this.audiences.get(name);
    if (known && performance.now() < known.until) return known.facts;
    const exchange = new ProviderExchange(signal);
    const sent = this.client.send(access, 'GET /lists/{list_id}', exchange, (api) =>
      api.lists.getList(list, { fields: ['id', 'double_optin'] }),
    );
    const facts: AccountFacts = (await isFound(sent))
      ? { doubleOptIn: exchange.body.double_optin !== false }
      : { isAudienceGone: true };
    this.audiences.set(name, { facts, until: performance.now() + this.settings.audienceSeconds * 1000 });
    return facts;
  }

  /** The audiences that contacts can be pushed to. */
  async choices(access: MailchimpAccess, signal: AbortSignal): Promise<readonly Choice[]> {
    const exchange = new ProviderExchange(signal);
    const options = { fields: ['lists.id', 'lists.name'], count: PAGE_SIZE };
    await this.client.send(access, 'GET /lists', exchange, (api) => api.lists.getAllLists(options));
    return items(exchange.body.lists).flatMap(({ id: value, name }) => {
      const id = text(value);
      if (!id || (access.audienceId !== null && access.audienceId !== id)) return [];
      return [{ id, name: text(name) || id }];
    });
  }
}
