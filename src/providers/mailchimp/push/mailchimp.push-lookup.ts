import { BoundedCache } from '../../../common/bounded-cache.js';
import { ProviderExchange } from '../../http/provider.exchange.js';
import { isFound } from '../../kit/found.js';
import { items, text } from '../../kit/fields.js';
import { ABSENT } from '../../kit/push/found.objects.js';
import type { RefusedValues } from '../../kit/push/refused.values.js';
import type { PushLookup } from '../../kit/push/push.adapter.js';
import type { AccountFacts, Choice, Found, KnownObject, Lookup, PushIntent } from '../../push.port.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpClient } from '../api/mailchimp.client.js';
import type { MailchimpSettings } from '../mailchimp.config.js';
import { subscriberHash } from '../shape/mailchimp.contact-key.js';
import { externalIdOf } from '../shape/mailchimp.external-id.js';
import { PAGE_SIZE } from '../streams/mailchimp.pager.js';
import { findStream } from '../streams/mailchimp.streams.js';
import type { MailchimpTags } from '../streams/mailchimp.tags.js';
import { consentOfMember } from './mailchimp.consent-news.js';
import { movingTo, placeIn, placeOf, scopeOf, type MemberPlace } from './mailchimp.push-requests.js';
import { audienceOf } from './mailchimp.push-rules.js';
import type { MailchimpTargetName } from './mailchimp.push-targets.js';
import { movedFrom } from './mailchimp.vacated.push.js';

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
/** Most addresses of before that are looked for. */
const MOST_ADDRESSES = 10;

interface Remembered {
  facts: AccountFacts;
  /** By `performance.now()`. */
  until: number;
}

/** Reads what requests are built from. A decision about a person is made by a fresh read, never by the mirror. */
export class MailchimpPushLookup implements PushLookup<MailchimpAccess, MailchimpTargetName> {
  private readonly remembered = new BoundedCache<string, Remembered>(MOST_AUDIENCES);

  constructor(
    private readonly client: MailchimpClient,
    private readonly tags: MailchimpTags,
    private readonly settings: Pick<MailchimpSettings, 'audienceSeconds'>,
    private readonly refused: RefusedValues,
  ) {}

  async find(
    access: MailchimpAccess,
    _target: MailchimpTargetName,
    lookups: readonly Lookup[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Found>> {
    const found = new Map<string, Found>();
    for (const { reference, request } of lookups) {
      const known = await this.member(access, placeOf(request.path).place, signal);
      found.set(reference, known ? { kind: 'found', known } : ABSENT);
    }
    return found;
  }

  /** An address is one member. The read before each request finds it. */
  async adoptable(): Promise<Found> {
    return ABSENT;
  }

  async read(
    access: MailchimpAccess,
    target: MailchimpTargetName,
    externalId: string,
    signal: AbortSignal,
  ): Promise<KnownObject | null> {
    const place = placeIn(externalId);
    return place && this.member(access, place, signal, { withTags: target === 'tags' });
  }

  /** What the request of an intent is built from. */
  async readFor(
    access: MailchimpAccess,
    intent: PushIntent,
    externalId: string | null,
    signal: AbortSignal,
  ): Promise<KnownObject | null> {
    const withTags = intent.target === 'tags';
    const linked = externalId === null ? null : placeIn(externalId);
    if (!withTags && intent.items.length === 0) return this.vacated(access, intent, linked, signal);
    const list = audienceOf(intent.rules, intent.settings);
    if (list === null) return null;
    const known = await this.member(access, { list, hash: intent.subject }, signal, { withTags });
    if (known || withTags || !linked || linked.list === list) return known;
    // The audience was changed: what the person has said to the one before counts.
    return this.member(access, linked, signal);
  }

  /** An address that no contact has any more, and whether its member can have the one that the contact has now. */
  private async vacated(
    access: MailchimpAccess,
    intent: PushIntent,
    linked: MemberPlace | null,
    signal: AbortSignal,
  ): Promise<KnownObject | null> {
    const list = audienceOf(intent.rules, intent.settings);
    // What became of the request that has added it may not be known yet.
    const place = linked ?? (list === null ? null : { list, hash: intent.subject });
    const known = place && (await this.member(access, place, signal));
    const moved = movedFrom(intent);
    if (!place || !known || !moved) return known;
    const cannotFollow = await this.isBarred(access, place.list, moved.body.email, signal);
    return { ...known, object: { ...known.object, cannotFollow } };
  }

  /** Whether no member can move to an address. */
  private async isBarred(access: MailchimpAccess, list: string, email: string, signal: AbortSignal): Promise<boolean> {
    if (this.refused.among(scopeOf(access, list), movingTo(email)).length > 0) return true;
    return (await this.member(access, { list, hash: subscriberHash(email) }, signal)) !== null;
  }

  /** @param withTags all of them, which may take several requests. @returns `null`: there is none */
  private async member(
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
    const said = consentOfMember(body);
    return {
      externalId: externalIdOf({ parent: list, id: hash }),
      externalVersion: null,
      object: { member },
      origin: 'adopted',
      ...(said?.state === 'revoked' && { left: said }),
    };
  }

  /** Whether an audience has one of these members. Of a contact with more addresses than are looked for it may have one. */
  async areAnyThere(
    access: MailchimpAccess,
    list: string,
    hashes: readonly string[],
    signal: AbortSignal,
  ): Promise<boolean> {
    if (hashes.length > MOST_ADDRESSES) return true;
    for (const hash of hashes) {
      if (await this.member(access, { list, hash }, signal)) return true;
    }
    return false;
  }

  /** Whether an audience asks new contacts by mail. It is remembered for a moment, because a batch has many new contacts. */
  async audience(access: MailchimpAccess, list: string, signal: AbortSignal): Promise<AccountFacts> {
    const name = `${access.account} ${list}`;
    const known = this.remembered.get(name);
    if (known && performance.now() < known.until) return known.facts;
    const exchange = new ProviderExchange(signal);
    const sent = this.client.send(access, 'GET /lists/{list_id}', exchange, (api) =>
      api.lists.getList(list, { fields: ['id', 'double_optin'] }),
    );
    const facts: AccountFacts = (await isFound(sent))
      ? { doubleOptIn: exchange.body.double_optin !== false }
      : { isAudienceGone: true };
    this.remembered.set(name, { facts, until: performance.now() + this.settings.audienceSeconds * 1000 });
    return facts;
  }

  /** The audiences that contacts can be pushed to. */
  async audiences(access: MailchimpAccess, signal: AbortSignal): Promise<readonly Choice[]> {
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
