import type { RecordBatch } from './record-batch.js';
import type { ConsentPort } from './consent.port.js';
import type { PushPort } from './push.port.js';
import type { Domain, FetchedRecord, Json } from './provider.values.js';
import type { CallContext, Connection, VerifiedAccount, VerifyContext } from './connection.js';
import type { ProviderError } from './provider.errors.js';
import type { OAuthPort } from './oauth.port.js';
import type { Shapes } from './shapes.js';
import type { Stripping } from './stripping/stripping.js';
import type { PlatformWebhook, WebhookPort, WebhookRegistrarPort } from './webhook.port.js';

export { DOMAINS, type Domain, type FetchedRecord, type Json } from './provider.values.js';

/** Ways to connect. */
export const AUTH_METHODS = ['key', 'oauth'] as const;
export type AuthMethod = (typeof AUTH_METHODS)[number];

export interface StreamDescription {
  /** Name of the stream, of its sync type, and of the records it brings: `customers`, `invoice_items`. */
  name: string;
  shape: keyof Shapes;
  domain: Domain;
  /** Lists can be bounded by creation time, so parts of the range can be read concurrently. */
  sliceable: boolean;
  /**
   * How an incremental run finds what changed: `changes` requests the changes; `relist` lists the whole stream
   * and finds the deleted objects, for providers that report no changes.
   */
  incremental: 'changes' | 'relist';
  /** Streams of one feed share a walk through their changes; `null`: the stream has its own walk. */
  feed: string | null;
  /** Webhooks report its changes too. Absent: they do not, or not all of them. */
  hasWebhooks?: boolean;
  /** What its changes do not show; absent: they show everything. */
  staleness?: Staleness;
  /** Which objects that come with events are taken as they are, and what the others cost, as a sentence. */
  snapshots?: string;
}

/** A stream that changes in ways that its provider's feed of changes does not show. */
export interface Staleness {
  /** What is not shown, as a sentence: `A change of the metadata alone has no event.` */
  unseen: string;
  /** The engine lists the stream again at least this often, seconds. */
  withinSeconds: number;
  /** Only what was created within this many seconds can change so; absent: all of it. */
  reachSeconds?: number;
}

/** A text field that is needed to connect. */
export interface FieldDescription {
  name: string;
  required: boolean;
  description: string;
}

export interface ProviderDescription {
  name: string;
  title: string;
  streams: readonly StreamDescription[];
  auth: readonly AuthMethod[];
  /** Fields of a connection by key. Stored encrypted. */
  credentialFields: readonly FieldDescription[];
  /** Settings that an integration takes, by key or by consent. They are not secret. */
  settingFields: readonly FieldDescription[];
  /** Headers of signed webhooks, each with how it is made, as a sentence. Absent: the provider signs nothing. */
  signatures?: readonly { header: string; scheme: string }[];
  /** How far back a walk through changes reaches, seconds; `null`: no limit. */
  changesReachSeconds: number | null;
  /**
   * The stream whose objects webhooks name in place of the account (an audience, a location); absent: they name the
   * account itself.
   */
  aliasStream?: string;
  /**
   * The stream whose single object says what the account's other objects leave out (the home currency of a company's
   * books): it is handed to {@link ProviderPort.normalise}. Absent: each object speaks for itself.
   */
  contextStream?: string;
  docs: string;
}

/**
 * What to read. `list`: every object of a stream that was created in `[from, to)` (epoch seconds; absent: unbounded).
 * `changes`: everything that changed after `since` (epoch seconds of the provider's clock) in any of `streams`,
 * deletions included.
 *
 * The engine may raise `from` during a walk, when it hands the older part of the range to another walk. Read it again
 * for each page.
 */
export type PullRequest =
  | { kind: 'list'; stream: string; from?: number; to?: number }
  | { kind: 'changes'; feed: string | null; streams: string[]; since: number; memory: Json };

export interface PullPage {
  records: RecordBatch;
  /** Where the next page begins; `null`: this was the last one. */
  cursor: Json;
  /** Requests made for this page, including failed ones. */
  requests: number;
  /** Bytes of the provider's answers. */
  bytes: number;
  /** Lists in order of creation, newest first: creation time of the oldest object so far, epoch seconds. */
  oldest?: number;
  /**
   * Epoch seconds by the provider's clock, never later than the moment the walk's first request was sent:
   * once the walk ends, everything up to here has been seen. On the first page of a walk.
   */
  watermark?: number;
  /** Kept with the watermark and handed to the next `changes` walk. */
  memory?: Json;
  /**
   * Of walks through changes that cannot tell what was deleted: how many live objects the provider now has, by
   * stream. Where we hold another number, the engine lists the stream and looks for what is gone. On the last page.
   */
  totals?: Readonly<Record<string, number>>;
  /**
   * Of walks through changes of several streams: those that the provider refused while it answered for the others. Each
   * keeps its position and fails by its own error; the others are completed. On the last page.
   */
  refused?: readonly RefusedStream[];
}

export interface RefusedStream {
  stream: string;
  error: ProviderError;
}

/**
 * One provider. Implementations hold no tenant's state: everything of a tenant comes in with the call.
 * All methods that talk to the provider throw {@link ProviderError}s only, honour `signal`, and wait for the
 * account's rate budget themselves.
 */
export interface ProviderPort {
  describe(): ProviderDescription;
  /** Asks the provider whose credentials these are. @throws ProviderCredentialsError when refused. */
  verifyCredentials(credentials: Readonly<Record<string, string>>, context: VerifyContext): Promise<VerifiedAccount>;
  /** Asks again for an existing connection; throws like {@link verifyCredentials}. */
  testConnection(connection: Connection, context: CallContext): Promise<VerifiedAccount>;
  /**
   * Pages in the provider's order, resumable after any of them. `cursor` is what the last committed page said,
   * `null` at the start.
   */
  pull(connection: Connection, request: PullRequest, cursor: Json, context: CallContext): AsyncIterable<PullPage>;
  /** When the account's oldest objects may date from, epoch seconds; a hint for slicing, not a bound. */
  earliest(connection: Connection, context: CallContext): Promise<number | null>;
  /**
   * Reads one object as it is now; a missing one is `deleted`.
   * @returns `null` when the object is no part of this connection (its settings leave it out)
   */
  fetchOne(
    connection: Connection,
    type: string,
    externalId: string,
    context: CallContext,
  ): Promise<FetchedRecord | null>;
  /**
   * Reads several objects of a type in one call, as {@link fetchOne} would read each. Absent: the provider has no way.
   * @returns by external id; what is not among them is to be read by itself, for only that proves a deletion
   */
  fetchMany?(
    connection: Connection,
    type: string,
    externalIds: readonly string[],
    context: CallContext,
  ): Promise<ReadonlyMap<string, FetchedRecord>>;
  /** What this provider sends and must not be stored. Applied to all that is: see `RecordStore`, `DeliveryParser`. */
  readonly stripped: Stripping;
  /**
   * The provider's object in the shape that all providers share. Pure; tolerates missing fields.
   * @param at time of reading, for states that time alone changes (a code past its last day); absent: now
   * @param context the object of {@link ProviderDescription.contextStream}; absent: it is not known
   */
  normalise(
    type: string,
    raw: Record<string, unknown>,
    at?: Date,
    context?: Record<string, unknown> | null,
  ): Record<string, unknown>;
  webhook: WebhookPort;
  /** Absent: nothing is pushed to the provider. */
  push?: PushPort;
  /** Absent: the provider says nothing of consents. */
  consents?: ConsentPort;
  /** Absent: accounts are connected by key only. */
  oauth?: OAuthPort;
  /** Absent: webhooks are set up by hand, at the provider. */
  registrar?: WebhookRegistrarPort;
  /** `null`: this installation has no platform webhook of this provider. */
  platformWebhook(): PlatformWebhook | null;
  /** External id of the platform's own account, to route events that name none; `null` when unknown. */
  platformAccount(context: CallContext): Promise<string | null>;
}
