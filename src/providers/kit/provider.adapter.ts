import type { CallContext, Connection, VerifiedAccount, VerifyContext } from '../connection.js';
import type { ConsentPort } from '../consent.port.js';
import type { OAuthPort } from '../oauth.port.js';
import { ProviderRequestError } from '../provider.errors.js';
import type { PushPort } from '../push.port.js';
import type {
  FetchedRecord,
  Json,
  ProviderDescription,
  ProviderPort,
  PullPage,
  PullRequest,
  StreamDescription,
} from '../provider.port.js';
import type { Stripping } from '../stripping/stripping.js';
import type { PlatformWebhook, WebhookPort, WebhookRegistrarPort } from '../webhook.port.js';
import type { Normaliser } from './normaliser.js';
import type { ChangesWalk, ListWalk } from './walk.js';

/** What `describe()` adds to it: the streams, and the ways to connect. */
export type VendorDescription = Omit<ProviderDescription, 'streams' | 'auth'>;

/**
 * What a provider is made of. `A` is its access to one account, `S` its description of a stream.
 *
 * All parts that talk to the vendor throw `ProviderError`s only, and honour the signal.
 */
export interface ProviderParts<A, S extends StreamDescription> {
  description: VendorDescription;
  /** In the order in which they are best pulled: what others refer to comes first. */
  streams: readonly S[];
  /** @throws ProviderCredentialsError when the connection has nothing to ask with */
  accessOf(connection: Connection): A;
  accounts: {
    /** Asks the vendor whose credentials these are. @throws ValidationError when they are none */
    verifyCredentials(credentials: Readonly<Record<string, string>>, context: VerifyContext): Promise<VerifiedAccount>;
    verify(access: A, signal: AbortSignal): Promise<VerifiedAccount>;
    /** When the account's oldest objects may date from, epoch seconds; absent: nothing depends on it. */
    earliest?(access: A, signal: AbortSignal): Promise<number | null>;
  };
  /** Walks through a stream, one page in memory. */
  list(walk: ListWalk<A, S>): AsyncIterable<PullPage>;
  changes(walk: ChangesWalk<A, S>): AsyncIterable<PullPage>;
  reader: {
    /** @returns `null` when the object is no part of this connection */
    read(access: A, stream: S, externalId: string, signal: AbortSignal): Promise<FetchedRecord | null>;
    /** Absent: the vendor has no call for several. @returns those that are there, by external id */
    readMany?(
      access: A,
      stream: S,
      externalIds: readonly string[],
      signal: AbortSignal,
    ): Promise<ReadonlyMap<string, FetchedRecord>>;
  };
  /** Pure; tolerates missing fields. */
  normalise: Normaliser;
  /** What the vendor sends and must not be stored. */
  stripped: Stripping;
  webhook: WebhookPort;
  /** Absent: nothing is pushed to the vendor. */
  push?: PushPort;
  /** Absent: the vendor says nothing of consents. */
  consents?: ConsentPort;
  /** Absent: accounts are connected by key only. */
  oauth?: OAuthPort;
  /** Absent: webhooks are set up by hand, at the vendor. */
  registrar?: WebhookRegistrarPort;
  /** Absent: this installation has no platform webhook of the vendor. */
  platformWebhook?: PlatformWebhook;
  /** External id of the platform's own account; absent: every event names its account. */
  platformAccount?(signal: AbortSignal): Promise<string | null>;
}

/**
 * A provider behind the port that all providers share, put together from its parts.
 * @example
 * export class BoxOfficeProvider extends ProviderAdapter<BoxOfficeAccess, BoxOfficeStream> {
 *   constructor(@Inject(CONFIG) config: Config, calls: ProviderCalls) {
 *     const client = new BoxOfficeClient(config, calls);
 *     super({ description: BOX_OFFICE_DESCRIPTION, streams: BOX_OFFICE_STREAMS, … });
 *   }
 * }
 */
export class ProviderAdapter<A, S extends StreamDescription> implements ProviderPort {
  readonly stripped: Stripping;
  readonly webhook: WebhookPort;
  readonly push?: PushPort;
  readonly consents?: ConsentPort;
  readonly oauth?: OAuthPort;
  readonly registrar?: WebhookRegistrarPort;
  readonly fetchMany?: ProviderPort['fetchMany'];
  private readonly streams: ReadonlyMap<string, S>;
  private readonly description: ProviderDescription;

  constructor(private readonly parts: ProviderParts<A, S>) {
    const { reader, accessOf } = parts;
    this.stripped = parts.stripped;
    this.webhook = parts.webhook;
    if (parts.push) this.push = parts.push;
    if (parts.consents) this.consents = parts.consents;
    if (parts.oauth) this.oauth = parts.oauth;
    if (parts.registrar) this.registrar = parts.registrar;
    if (reader.readMany) {
      this.fetchMany = async (connection, type, ids, { signal }) =>
        reader.readMany!(accessOf(connection), this.streamNamed(type), ids, signal);
    }
    this.streams = new Map(parts.streams.map((stream) => [stream.name, stream]));
    this.description = {
      ...parts.description,
      streams: parts.streams.map(described),
      auth: parts.oauth?.isConfigured() ? ['key', 'oauth'] : ['key'],
    };
  }

  describe(): ProviderDescription {
    return this.description;
  }

  async verifyCredentials(
    credentials: Readonly<Record<string, string>>,
    context: VerifyContext,
  ): Promise<VerifiedAccount> {
    return this.parts.accounts.verifyCredentials(credentials, context);
  }

  async testConnection(connection: Connection, { signal }: CallContext): Promise<VerifiedAccount> {
    return this.parts.accounts.verify(this.parts.accessOf(connection), signal);
  }

  async *pull(
    connection: Connection,
    request: PullRequest,
    cursor: Json,
    { signal }: CallContext,
  ): AsyncGenerator<PullPage> {
    const walk = { access: this.parts.accessOf(connection), cursor, signal };
    if (request.kind === 'list') {
      yield* this.parts.list({ ...walk, stream: this.streamNamed(request.stream), range: request });
      return;
    }
    const streams = request.streams.map((name) => this.streams.get(name)).filter((stream) => stream !== undefined);
    if (streams.length === 0) this.streamNamed(request.streams[0] ?? '');
    const { feed, since, memory } = request;
    yield* this.parts.changes({ ...walk, streams, feed, since, memory });
  }

  async earliest(connection: Connection, { signal }: CallContext): Promise<number | null> {
    return (await this.parts.accounts.earliest?.(this.parts.accessOf(connection), signal)) ?? null;
  }

  async fetchOne(
    connection: Connection,
    type: string,
    externalId: string,
    { signal }: CallContext,
  ): Promise<FetchedRecord | null> {
    return this.parts.reader.read(this.parts.accessOf(connection), this.streamNamed(type), externalId, signal);
  }

  normalise(...args: Parameters<ProviderPort['normalise']>): Record<string, unknown> {
    return this.parts.normalise(...args);
  }

  platformWebhook(): PlatformWebhook | null {
    return this.parts.platformWebhook ?? null;
  }

  async platformAccount({ signal }: CallContext): Promise<string | null> {
    return (await this.parts.platformAccount?.(signal)) ?? null;
  }

  private streamNamed(name: string): S {
    const stream = this.streams.get(name);
    if (!stream) throw new ProviderRequestError(`${this.description.title} has no stream "${name}"`);
    return stream;
  }
}

/** What is shown of a stream: the rest of its description is the provider's own business. */
function described(stream: StreamDescription): StreamDescription {
  const { name, shape, domain, sliceable, incremental, feed, hasWebhooks, staleness, snapshots } = stream;
  const extras = {
    ...(hasWebhooks && { hasWebhooks }),
    ...(staleness && { staleness }),
    ...(snapshots && { snapshots }),
  };
  return { name, shape, domain, sliceable, incremental, feed, ...extras };
}

/** Finds streams by what a vendor calls them; absent: by name. */
export function streamFinder<S extends StreamDescription>(
  streams: readonly S[],
  key: (stream: S) => string = ({ name }) => name,
): (key: unknown) => S | undefined {
  const byKey = new Map<unknown, S>(streams.map((stream) => [key(stream), stream]));
  return (wanted) => byKey.get(wanted);
}

/** The platform's own webhook, if there are secrets that may have signed its deliveries. */
export function platformWebhook(secrets: readonly string[], notificationUrl?: string): PlatformWebhook | undefined {
  if (secrets.length === 0) return undefined;
  return { secrets: () => secrets, ...(notificationUrl && { notificationUrl }) };
}
