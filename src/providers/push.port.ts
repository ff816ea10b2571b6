import type { ProviderConsent } from './consent.port.js';
import type { CallContext, Connection } from './connection.js';
import type { PushedItem, ReadItem } from './items/pushed.item.js';
import type { ProviderError } from './provider.errors.js';
import type { FetchedRecord, Json } from './provider.values.js';
import type { Choice, RuleDescription, Rules } from './push.rules.js';
import type { PushTarget } from './push.target.js';

export type { ItemBody, PushedItem, ReadItem } from './items/pushed.item.js';
export type { Choice, Rule, RuleDescription, RuleOption, Rules } from './push.rules.js';
export type { PushTarget } from './push.target.js';

/** Names one object of the platform at an account. */
export interface TargetKey {
  /** Name of a {@link PushTarget}. */
  target: string;
  /** The platform's id, or what several items share: the hash of an address. */
  subject: string;
  /** A part of the subject that is its own object: a ticket type of an event. Empty: the whole. */
  part: string;
}

/** What must have its id at the provider before something else can be sent. */
export interface Need extends TargetKey {
  /** After this time it is sent without. Absent: it waits as long as it takes. */
  withinSeconds?: number;
}

/** What an item wants at an account. The same item and rules give the same list in the same order. */
export interface Desired extends TargetKey {
  needs: readonly Need[];
  /** Other items that the request is built from: the event of a payment, the sale of a refund. */
  reads: readonly ReadItem[];
}

/** An object as it is at the provider. */
export interface KnownObject {
  externalId: string;
  /** The provider's own version, needed to change it: SyncToken, version. */
  externalVersion: string | null;
  /** The object as JSON; `null`: it was not read. */
  object: Readonly<Record<string, unknown>> | null;
  /** What it says of money, for documents of the books. */
  amounts?: PostedAmounts;
  /** The platform made it, or a person or another program did and it was linked. */
  origin: 'created' | 'adopted';
  /** That the person has left, as the object says it. Absent: it does not. */
  left?: ProviderConsent;
}

/** What an account says of itself, and what requests depend on: its preferences, for example. */
export type AccountFacts = Readonly<Record<string, Json>>;

/** An item that wanted a target once and no longer does. */
export type FormerItem = PushedItem & {
  /** The integration is not for the venue that the item belongs to now. */
  isOfOtherVenue?: true;
};

/** Another target of the same kind that an item of a target fed before it, or the same one at a connection of before. */
export interface EarlierTarget {
  subject: string;
  /** The object that it is linked to; `null`: none. */
  externalId: string | null;
  /** A request was sent for it, or it was linked. */
  wasThere: boolean;
}

/** All that a request is built from. */
export interface PushIntent extends TargetKey {
  /** The items that want the target, newest versions, in order of their ids. */
  items: readonly PushedItem[];
  /** Whether it was linked once, if the target {@link PushTarget.followsItems}. Absent: never. */
  wasThere?: true;
  /** Items that wanted it once and no longer do: a person with another address, an event without this ticket type. */
  former: readonly FormerItem[];
  /** Where the items were before, if the target {@link PushTarget.followsItems}. Absent: nowhere. */
  earlier?: readonly EarlierTarget[];
  /** The items that {@link Desired.reads} names, as far as they were pushed. */
  related: readonly PushedItem[];
  /** Ids at the provider of what {@link Desired.needs} names, by {@link nameOf} of the target. */
  links: ReadonlyMap<string, string>;
  rules: Rules;
  settings: Readonly<Record<string, unknown>>;
  /** Addresses of `former` that have said last, by any contact or to the provider, that they leave. Absent: none. */
  revoked?: readonly string[];
  /**
   * When it was said last that the address of `items` is to be left alone, epoch ms, if that is the last word on it: to the
   * provider, or by a contact that may have another address or venue since. So is what these contacts have said at addresses
   * that they had before. Absent: it is not.
   */
  revokedAt?: number;
  /** When a contact has said that of the address of `items`, if that is the last word on it, epoch ms. Absent: none has. */
  revokedByContactAt?: number;
  /** When a contact with this address was forgotten, epoch ms. Absent: never. An older consent has ended with it. */
  forgottenAt?: number;
  /** Whether the contact with the id of the subject is erased or to be erased, if the target {@link PushTarget.isOfContact}. */
  isForgotten?: true;
  /** What {@link PushPort.facts} says of the account. Absent: the port says nothing, or was not asked. */
  facts?: AccountFacts;
  /**
   * Our reference of the object, which the provider can be asked for: 32 characters of base32. It stays the same when the
   * account is disconnected and connected again.
   */
  reference: string;
}

/** Exactly what is sent. Stored before the first send, and sent again unchanged. Without credentials. */
export interface StoredRequest {
  kind: 'create' | 'update' | 'archive';
  method: string;
  /** Path and query. */
  path: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  /** What the answer must say of money, so that a difference is noticed. */
  expects?: PostedAmounts;
  /**
   * What the request says of the object, without the key and the provider's version. A request that says the same as the
   * last one that was applied is not sent. Absent: path and body. It is not stored.
   */
  content?: string;
}

export interface PostedAmounts {
  /** Decimal text. */
  total: string;
  currency: string;
  date: string;
}

/** What was done about a consent, for the metrics: what the platform says, what the provider has, and what follows. */
export interface ConsentDecision {
  consent: string;
  state: string;
  action: string;
}

/** What `build` decides, and by which consent, if it is about one. */
export type BuiltRequest = { decision?: ConsentDecision } & (
  | { kind: 'request'; request: StoredRequest }
  /** The provider has it as it should be. */
  | { kind: 'nothing' }
  | ({ kind: 'skipped' } & Held)
  | ({ kind: 'waiting' } & Held)
  | { kind: 'dead'; code: string; message: string }
);

/** Why nothing is sent. */
interface Held {
  code: string;
  message: string;
  /** It is built again once this target is linked: tags, once the person is a member. Absent: when an item or a rule changes. */
  until?: TargetKey;
}

/** What became of a request. Whatever the provider says of the object is data; only what concerns the call is thrown. */
export type PushOutcome =
  | {
      kind: 'done';
      externalId: string;
      externalVersion: string | null;
      record: FetchedRecord | null;
      amounts?: PostedAmounts;
      /** The object was made before this request was sent: the provider knew the key, and the object may have changed. */
      isEarlier?: boolean;
    }
  /** An object with our reference is there already. */
  | { kind: 'exists'; externalId?: string }
  /** Somebody changed the object meanwhile: read it and build again. */
  | { kind: 'stale' }
  /** It was sent and may have been applied. `isStored`: the provider would answer the same to each repetition of the key. */
  | { kind: 'unknown'; error: ProviderError; isStored?: boolean }
  | { kind: 'waiting'; code: string; message: string }
  | { kind: 'skipped'; code: string; message: string }
  | { kind: 'refused'; error: ProviderError };

export type Found =
  { kind: 'found'; known: KnownObject } | { kind: 'absent' } | { kind: 'ambiguous'; externalIds: string[] };

/**
 * How the platform's objects reach a provider. It holds no state. `plan` and `build` are pure: the same input gives the
 * same bytes, so that a preview shows what is sent.
 */
export interface PushPort {
  readonly targets: readonly PushTarget[];
  readonly rules: readonly RuleDescription[];

  /**
   * What the item wants, whatever is switched off: the caller leaves out the targets of such rules. A need for a target
   * whose rule is off would never be met. A deleted or cancelled item still wants its targets.
   */
  plan(item: PushedItem, rules: Rules, settings: Readonly<Record<string, unknown>>): readonly Desired[];

  /** Further items that a request is built from, known by those that {@link Desired.reads} names. Absent: none. */
  reads?(items: readonly PushedItem[], related: readonly PushedItem[], rules: Rules): Desired['reads'];

  /**
   * What is needed besides {@link Desired.needs}, once the items that {@link Desired.reads} names are known: a refund needs
   * what the lines of its sale are of. Absent: nothing.
   */
  needs?(items: readonly PushedItem[], related: readonly PushedItem[], key: TargetKey, rules: Rules): readonly Need[];

  /** Asked before each request is built. The port keeps the answer as long as it can. Absent: nothing is asked. */
  facts?(connection: Connection, intent: PushIntent, context: CallContext): Promise<AccountFacts>;

  /**
   * It takes no network. It may take a moment, since SDKs are loaded when they are first used.
   * @param known the object as it was read, or as it was linked; `null`: there is none
   */
  build(intent: PushIntent, known: KnownObject | null, key: string): BuiltRequest | Promise<BuiltRequest>;

  /**
   * Sends exactly the stored bytes, once.
   * @throws ProviderError when the provider has not taken the request: rate limits, an open circuit, refused credentials.
   *   Whatever else is thrown leaves the outcome unknown
   */
  send(
    connection: Connection,
    target: string,
    request: StoredRequest,
    key: string,
    context: CallContext,
  ): Promise<PushOutcome>;

  /**
   * Looks for objects by our references, from lists that show what was written `settleSeconds` ago. The provider says
   * for each whether it is there.
   */
  find(
    connection: Connection,
    target: string,
    lookups: readonly Lookup[],
    context: CallContext,
  ): Promise<ReadonlyMap<string, Found>>;

  /**
   * Looks for an object that can be linked instead of made: one with our reference from an earlier connection, or one of a
   * person or another program, which the rule allows to be linked. Asked before the first request, and where the target {@link PushTarget.isUnguarded}
   * before each later one that makes the object.
   */
  adoptable(connection: Connection, intent: PushIntent, context: CallContext): Promise<Found>;

  /**
   * The present state of a linked object, or of the subject. `null`: it is gone, or was never there.
   * @param key the whole intent, when a request is about to be built from it
   */
  read(
    connection: Connection,
    key: TargetKey | PushIntent,
    externalId: string | null,
    context: CallContext,
  ): Promise<KnownObject | null>;

  /** The object in the provider's own console, for a person. Absent or `null`: there is none. */
  urlOf?(account: PushedAccount, target: string, externalId: string): string | null;

  /** What a person can choose for an option of a rule. */
  choices(connection: Connection, rule: string, option: string, context: CallContext): Promise<readonly Choice[]>;
}

/** An account, as far as the addresses of its console need it. */
export interface PushedAccount {
  environment: 'production' | 'sandbox';
  externalAccountId: string;
  settings: Readonly<Record<string, unknown>>;
}

export interface Lookup {
  reference: string;
  /** The request whose fate is not known: some providers are searched by what it says. */
  request: StoredRequest;
  /** When it was sent first, epoch ms. */
  firstSentAt: number;
}

/** Text that names a target within an integration. */
export const nameOf = ({ target, subject, part }: TargetKey): string => JSON.stringify([target, subject, part]);
