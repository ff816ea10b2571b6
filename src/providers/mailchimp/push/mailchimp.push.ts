import type { ProviderCalls } from '../../calls/provider.calls.js';
import type { CallContext, Connection } from '../../connection.js';
import type {
  AccountFacts,
  BuiltRequest,
  Choice,
  Found,
  KnownObject,
  Lookup,
  PushIntent,
  PushOutcome,
  PushPort,
  PushTarget,
  StoredRequest,
  TargetKey,
} from '../../push.port.js';
import { RefusedValues } from '../../kit/push/refused.values.js';
import type { MailchimpAccess } from '../api/mailchimp.access.js';
import type { MailchimpClient } from '../api/mailchimp.client.js';
import type { MailchimpSettings } from '../mailchimp.config.js';
import { nameOf } from '../shape/mailchimp.external-id.js';
import type { MailchimpReader } from '../streams/mailchimp.reader.js';
import { findStream } from '../streams/mailchimp.streams.js';
import type { MailchimpTags } from '../streams/mailchimp.tags.js';
import { consentOf, isDeleted } from './mailchimp.contact.js';
import { MemberBuilder, mergesOf } from './mailchimp.member.push.js';
import { MailchimpPushLookup } from './mailchimp.push-lookup.js';
import { MailchimpPushRequests, type MemberPlace } from './mailchimp.push-requests.js';
import { audienceOf, MAILCHIMP_PUSH_RULES, memberRulesOf } from './mailchimp.push-rules.js';
import { MailchimpPushSender, placeOf, scopeOf } from './mailchimp.push-sender.js';
import { MEMBER, mailchimpPushTargets, planForMailchimp, subjectOf, TAGS } from './mailchimp.push-targets.js';
import { TagsBuilder } from './mailchimp.tags.push.js';
import { movedFrom, VacatedBuilder } from './mailchimp.vacated.push.js';

const CONTACTS = findStream('contacts')!;

export interface MailchimpPushParts {
  settings: MailchimpSettings;
  calls: ProviderCalls;
  client: MailchimpClient;
  tags: MailchimpTags;
  reader: MailchimpReader;
  accessOf(connection: Connection): MailchimpAccess;
}

/** Contacts become members of an audience, and tickets their tags. */
export class MailchimpPush implements PushPort {
  readonly targets: readonly PushTarget[];
  readonly rules = MAILCHIMP_PUSH_RULES;
  readonly plan = planForMailchimp;
  private readonly refused = new RefusedValues();
  private readonly members: MemberBuilder;
  private readonly vacated: VacatedBuilder;
  private readonly tags: TagsBuilder;
  private readonly lookup: MailchimpPushLookup;
  private readonly sender: MailchimpPushSender;
  private readonly reader: MailchimpReader;
  private readonly accessOf: MailchimpPushParts['accessOf'];

  constructor({ settings, calls, client, tags, reader, accessOf }: MailchimpPushParts) {
    const requests = new MailchimpPushRequests();
    this.targets = mailchimpPushTargets(settings);
    this.members = new MemberBuilder(requests);
    this.vacated = new VacatedBuilder(requests);
    this.tags = new TagsBuilder(requests);
    this.lookup = new MailchimpPushLookup(client, tags, settings);
    this.sender = new MailchimpPushSender(settings, calls, this.refused);
    this.reader = reader;
    this.accessOf = accessOf;
  }

  /** Whether a new member is asked by mail, and which of its fields the audience has refused. */
  async facts(connection: Connection, intent: PushIntent, { signal }: CallContext): Promise<AccountFacts> {
    const list = audienceOf(intent.rules, intent.settings);
    const isAsked = memberRulesOf(intent.rules).doubleOptIn;
    if (intent.target !== MEMBER || list === null) return {};
    const access = this.accessOf(connection);
    const refused = this.refused.among(scopeOf(access, list), mergesOf(intent));
    const facts: AccountFacts = refused.length > 0 ? { refused } : {};
    if (isAsked || !mayJoin(intent)) return facts;
    return { ...facts, ...(await this.lookup.audience(access, list, signal)) };
  }

  build(intent: PushIntent, known: KnownObject | null, key: string): Promise<BuiltRequest> {
    if (intent.target === TAGS) return this.tags.build(intent, known, key);
    const builder = intent.items.length === 0 ? this.vacated : this.members;
    return builder.build(intent, known, key);
  }

  async send(
    connection: Connection,
    target: string,
    request: StoredRequest,
    _key: string,
    { signal }: CallContext,
  ): Promise<PushOutcome> {
    const access = this.accessOf(connection);
    const outcome = await this.sender.send(access, request, signal);
    if (outcome.kind !== 'done' || target !== TAGS) return outcome;
    // The answer to tags is empty, and no webhook reports them. What is not read now is read by the next run.
    const record = await this.reader.read(access, CONTACTS, outcome.externalId, signal).catch(() => null);
    return { ...outcome, record };
  }

  async find(
    connection: Connection,
    _target: string,
    lookups: readonly Lookup[],
    { signal }: CallContext,
  ): Promise<ReadonlyMap<string, Found>> {
    const found = new Map<string, Found>();
    for (const { reference, request } of lookups) {
      const known = await this.lookup.member(this.accessOf(connection), placeOf(request.path).place, signal);
      found.set(reference, known ? { kind: 'found', known } : { kind: 'absent' });
    }
    return found;
  }

  /** An address is one member. The read before each request finds it. */
  async adoptable(): Promise<Found> {
    return { kind: 'absent' };
  }

  async read(
    connection: Connection,
    key: TargetKey | PushIntent,
    externalId: string | null,
    { signal }: CallContext,
  ): Promise<KnownObject | null> {
    const access = this.accessOf(connection);
    const withTags = key.target === TAGS;
    const linked = externalId === null ? null : placeIn(externalId);
    if (!('items' in key)) return linked && this.lookup.member(access, linked, signal, { withTags });
    if (key.target === MEMBER && key.items.length === 0) return this.readVacated(access, key, linked, signal);
    const list = audienceOf(key.rules, key.settings);
    if (list === null) return null;
    const wanted = { list, hash: key.subject };
    const known = await this.lookup.member(access, wanted, signal, { withTags });
    if (known || withTags || !linked || linked.list === list) return known;
    // The audience was changed: what the person has said to the one before counts.
    return this.lookup.member(access, linked, signal);
  }

  async choices(
    connection: Connection,
    _rule: string,
    _option: string,
    { signal }: CallContext,
  ): Promise<readonly Choice[]> {
    return this.lookup.choices(this.accessOf(connection), signal);
  }

  private async readVacated(
    access: MailchimpAccess,
    intent: PushIntent,
    linked: MemberPlace | null,
    signal: AbortSignal,
  ): Promise<KnownObject | null> {
    const known = linked && (await this.lookup.member(access, linked, signal));
    const hash = subjectOf(movedFrom(intent)?.body.email);
    if (!known || !linked || hash === null) return known;
    const successor = await this.lookup.member(access, { list: linked.list, hash }, signal);
    return { ...known, object: { ...known.object, hasSuccessor: successor !== null } };
  }
}

function mayJoin(intent: PushIntent): boolean {
  return intent.items.some((item) => !isDeleted(item)) && consentOf(intent).consent === 'granted';
}

function placeIn(externalId: string): MemberPlace | null {
  const name = nameOf(externalId, true);
  return name?.parent ? { list: name.parent, hash: name.id } : null;
}
