import type { RecordBatch } from './record-batch.js';
import type { Shapes } from './shapes.js';

/** Values that survive a round trip through JSON, so that they can be checkpointed. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The permission domains of `sync:<domain>`. */
export type Domain = 'events' | 'tickets' | 'payments' | 'contacts';

export interface StreamDescription {
  /** Name of the stream, of its sync type, and of the records it brings: `customers`, `invoice_items`. */
  name: string;
  shape: keyof Shapes;
  domain: Domain;
  /** Lists can be bounded by creation time, so that parts of the range are pulled side by side. */
  sliceable: boolean;
  /**
   * How an incremental run finds what changed: `changes` asks for it; `relist` lists the stream whole and looks for
   * what is gone, where the provider tells nothing of changes.
   */
  incremental: 'changes' | 'relist';
  /** Streams of one feed share a walk through their changes; `null`: the stream has a walk of its own. */
  feed: string | null;
}

export interface ProviderDescription {
  name: string;
  title: string;
  streams: readonly StreamDescription[];
  /** Ways to connect. */
  auth: readonly ('key' | 'oauth')[];
  /** Names of the credential fields of a connection by key. */
  credentialFields: readonly { name: string; required: boolean; description: string }[];
  /** How far back a walk through changes reaches, seconds; `null`: without end. */
  changesReachSeconds: number | null;
  /**
   * The stream whose objects webhooks name in place of the account (an audience, a location); absent: they name the
   * account itself.
   */
  aliasStream?: string;
  docs: string;
}

/** Where a provider has hosts of its own for trying things out. */
export type AccountEnvironment = 'production' | 'sandbox';

/** One connected account, decrypted for the length of one piece of work. Never logged, never put in a job. */
export interface Connection {
  tenantId: string;
  integrationId: string;
  externalAccountId: string;
  environment: AccountEnvironment;
  /** `key`: the tenant's own credentials. `platform`: ours, acting for the account. */
  authMethod: 'key' | 'platform' | 'oauth';
  credentials: Readonly<Record<string, string>>;
  settings: Readonly<Record<string, unknown>>;
  /**
   * The credentials as they are now, for work that may outlive those it began with. What is about to expire is renewed
   * first: by one caller in all processes, and stored before anyone uses it. To be asked before each request.
   * @param refused the access token that the provider has just refused; renewed even if it seemed good. Comes back
   *   the same where nothing can be renewed
   * @throws ProviderCredentialsError when the provider does not renew them: the connection needs its owner
   * @throws ProviderUnavailableError when it cannot be asked now
   */
  current(refused?: string): Promise<Readonly<Record<string, string>>>;
}

export interface VerifiedAccount {
  externalAccountId: string;
  displayName: string | null;
  /** `null` when the provider does not say. */
  livemode: boolean | null;
  scopes: string[];
  /** Other names by which the provider's webhooks may call the account: see {@link ProviderDescription.aliasStream}. */
  aliases?: readonly string[];
  /** What to keep in place of the given credentials, where asking has changed them: a refresh token was used up. */
  credentials?: Record<string, string>;
}

/**
 * What to walk through. `list`: every object of a stream, of those created in `[from, to)` (epoch seconds; open
 * where absent). `changes`: everything that changed since `since` (epoch seconds of the provider's clock) in any
 * of `streams`, deletions included.
 *
 * The engine may raise `from` of a walk in progress, when it hands the older part of the range to another walk;
 * read it anew for each page.
 */
export type PullRequest =
  | { kind: 'list'; stream: string; from?: number; to?: number }
  | { kind: 'changes'; feed: string | null; streams: string[]; since: number; memory: Json };

export interface PullPage {
  records: RecordBatch;
  /** Where to go on after this page; `null`: it was the last one. */
  cursor: Json;
  /** Requests that this page cost, failed ones included. */
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
}

export interface CallContext {
  signal: AbortSignal;
}

export interface VerifyContext extends CallContext {
  /** What the caller says of the credentials; absent: nothing. */
  environment?: AccountEnvironment;
}

export interface FetchedRecord {
  /** Epoch seconds of the provider's clock: of the object's last change if `sequence` is there, else of the read. */
  seconds: number;
  /** As {@link RecordBatch.sequences}; 0 where the object is dated, and its provider tells no order within a second. */
  sequence?: number;
  deleted: boolean;
  /** The object as JSON text; `{}` when nothing is left of it. */
  json: string;
}

/** A delivery as it came over the wire; header names in lower case. */
export interface WebhookDelivery {
  /** By lower-case name; a list where one was sent more than once. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: Buffer;
  /** The URL the provider was told, not the one the proxy made of it. */
  notificationUrl: string;
  /** Came in by the unguessable path of a tenant's own endpoint, rather than by the platform's. */
  own: boolean;
}

/** One event of a delivery, as far as the inbox must know it to store and route it. */
export interface InboundEvent {
  /** Unique per endpoint for as long as the provider may retry. */
  dedupeKey: string;
  eventId: string | null;
  type: string;
  /** The provider's account it concerns; `null`: the platform's own. */
  account: string | null;
  livemode: boolean | null;
  /** Kept for processing and replay: the delivery's bytes, or JSON of this event's part of them. */
  body: Buffer;
}

/** What an event asks for, decided from its stored body alone. */
export type WebhookEffect =
  /** The whole object as of `seconds`: written if strictly newer, read again on a tie. */
  | {
      kind: 'snapshot';
      type: string;
      externalId: string;
      seconds: number;
      /** As {@link RecordBatch.sequences}. */
      sequence?: number;
      deleted: boolean;
      json: string;
    }
  /** Only a name: read the object. Several within a moment are one read. */
  | { kind: 'pointer'; type: string; externalId: string }
  /** The account has left, in this second (`null`: not said): nothing more will come, and credentials are void. */
  | { kind: 'disconnect'; seconds: number | null; reason: string }
  /** The account's owner has withdrawn the consent, in this second: until they give it again. */
  | { kind: 'reauthorise'; seconds: number | null; reason: string };

export interface WebhookPort {
  /**
   * Whether one of `secrets` signed the raw bytes. Never throws: a malformed, missing or doubled header is `false`.
   * Without secrets nothing is signed, and only where the provider signs nothing may an own endpoint's path suffice.
   * @param now epoch milliseconds
   */
  verify(delivery: WebhookDelivery, secrets: readonly string[], now: number): boolean;
  /** @throws BadRequestError when the verified bytes are not what the provider documents. */
  parse(delivery: WebhookDelivery): InboundEvent[];
  /** Empty when the event concerns nothing that is kept; unknown types too. */
  effects(body: string): WebhookEffect[];
}

/** The platform's own webhook, as this installation is set up for it. */
export interface PlatformWebhook {
  /** The secrets that may have signed this delivery: some providers have several products, each with its own. */
  secrets(delivery: WebhookDelivery): readonly string[];
  /** Where it differs from what PUBLIC_URL makes of the path. */
  notificationUrl?: string;
}

export interface WebhookRegistration {
  /** Names at the provider, to remove it by. */
  externalIds: string[];
  /** What its deliveries are signed with: any of them. */
  secrets: string[];
}

/** Setting up an account's webhook at its provider, so that nobody has to copy URLs and secrets. */
export interface WebhookRegistrarPort {
  /**
   * Has the account's events delivered to `url`.
   * @returns `null` when there is nothing to set up, because the platform's own webhook tells of this account
   * @throws ProviderError
   */
  register(connection: Connection, url: string, context: CallContext): Promise<WebhookRegistration | null>;
  /** What is gone already counts as removed. @throws ProviderError */
  unregister(connection: Connection, externalIds: readonly string[], context: CallContext): Promise<void>;
}

/** What the owner of an account is sent to the provider's consent page with. */
export interface ConsentRequest {
  /** Opaque; comes back unchanged. */
  state: string;
  /** Where the provider sends the owner afterwards, the same in {@link ConsentAnswer}. */
  redirectUri: string;
  /** S256 (RFC 7636), for providers that offer it; the others leave it out. */
  codeChallenge: string;
}

/** What the owner came back with, the `state` checked and used up. */
export interface ConsentAnswer {
  /** Works once, and for minutes only. */
  code: string;
  redirectUri: string;
  codeVerifier: string;
  /** As asked for when it began; absent: it was not said. */
  environment?: AccountEnvironment;
  /** What else the callback said, each at most once: some providers name the account only here. */
  parameters: Readonly<Record<string, string>>;
}

export interface OAuthGrant {
  account: VerifiedAccount;
  /** `platform`: our own key acts for the account. `oauth`: tokens of its own do. */
  authMethod: 'platform' | 'oauth';
  /** Kept sealed and handed back in every {@link Connection}; empty where our own key does. */
  credentials: TokenCredentials | Readonly<Record<string, never>>;
}

/**
 * Tokens of an account, by the names that are known outside of its provider too: `accessToken`, `refreshToken`,
 * `expiresAt` (absent: it does not end) and `renewAt` (if that is to be much sooner than shortly before the end), both
 * ISO 8601. A provider may add its own.
 */
export type TokenCredentials = Record<string, string> & { accessToken: string };

/**
 * Connecting an account with its owner's consent: OAuth 2.0, authorization code (RFC 6749, 4.1).
 *
 * ```ts
 * redirect(oauth.authorizeUrl({ state, redirectUri, codeChallenge }));
 * const { account, credentials } = await oauth.exchange({ code, redirectUri, codeVerifier, parameters }, { signal });
 * ```
 *
 * No error of these methods quotes a code, a state or a token, whatever the provider's own message does.
 */
export interface OAuthPort {
  /** Whether this installation is registered with the provider. Nothing else is called where it is not. */
  isConfigured(): boolean;
  /** What `iss` of a callback must be when it is there (RFC 9207); absent where the provider names no issuer. */
  readonly issuer?: string;
  authorizeUrl(request: ConsentRequest): string;
  /**
   * Redeems the code. Asked once: a code whose answer was lost is spent.
   * @throws ProviderCredentialsError when the provider does not accept the code
   * @throws ProviderUnavailableError when it is away, or does not accept this installation
   */
  exchange(answer: ConsentAnswer, context: CallContext): Promise<OAuthGrant>;
  /**
   * Trades the refresh token for a new pair. Asked once at a time for a connection, and never again with the same
   * token after an answer: some providers take each refresh token once. Absent: tokens do not end.
   * @returns all credentials of the connection, with what the provider changed
   * @throws ProviderCredentialsError when the provider refuses for good
   * @throws ProviderUnavailableError when it did not answer, or does not accept this installation
   */
  renew?(connection: Connection, context: CallContext): Promise<TokenCredentials>;
  /**
   * Gives the consent back. Where the provider tells that it was given back already, that is a success.
   * @throws ProviderError
   */
  revoke(connection: Connection, context: CallContext): Promise<void>;
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
  /** The provider's object in the shape that all providers share. Pure; tolerates missing fields. */
  normalise(type: string, raw: Record<string, unknown>): Record<string, unknown>;
  webhook: WebhookPort;
  /** Absent: accounts are connected by key only. */
  oauth?: OAuthPort;
  /** Absent: webhooks are set up by hand, at the provider. */
  registrar?: WebhookRegistrarPort;
  /** `null`: this installation has no platform webhook of this provider. */
  platformWebhook(): PlatformWebhook | null;
  /** External id of the platform's own account, to route events that name none; `null` when unknown. */
  platformAccount(context: CallContext): Promise<string | null>;
}
