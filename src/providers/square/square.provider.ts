import { ValidationError } from '../../common/http.errors.js';
import type { Config } from '../../config/config.js';
import { ProviderCalls } from '../calls/provider.calls.js';
import type { AccountEnvironment, CallContext, Connection, VerifiedAccount, VerifyContext } from '../connection.js';
import { ProviderExchange } from '../kit/http/provider.exchange.js';
import { ProviderRequestError } from '../provider.errors.js';
import type {
  FetchedRecord,
  Json,
  ProviderDescription,
  ProviderPort,
  PullPage,
  PullRequest,
} from '../provider.port.js';
import type { PlatformWebhook } from '../webhook.port.js';
import { accessOf, accessOfToken } from './api/square.access.js';
import { SquareAccounts } from './api/square.accounts.js';
import { SquareBackfill } from './streams/square.backfill.js';
import { SquareCensus } from './streams/square.census.js';
import { SquareChanges } from './streams/square.changes.js';
import { SquareClient } from './api/square.client.js';
import { squareConfig, type SquareSettings } from './square.config.js';
import { describeSquare } from './square.description.js';
import { SquareEventLog } from './streams/square.event-log.js';
import { SquareList } from './streams/square.list.js';
import { SquareLogChanges } from './streams/square.log-changes.js';
import { normaliseSquare } from './shape/square.normalise.js';
import { SquareOAuth } from './oauth/square.oauth.js';
import { SquarePayoutEntries } from './streams/square.payout-entries.js';
import { SquareReader } from './streams/square.reader.js';
import { SquareRegistrar } from './webhook/square.registrar.js';
import { findStream, type SquareStream } from './streams/square.streams.js';
import { SQUARE_STRIPPED } from './shape/square.stripped.js';
import { SquareWebhook } from './webhook/square.webhook.js';

/** Square behind the port that all providers share: https://developer.squareup.com/reference/square */
export default class SquareProvider implements ProviderPort {
  readonly stripped = SQUARE_STRIPPED;
  readonly webhook: SquareWebhook;
  readonly oauth: SquareOAuth;
  readonly registrar: SquareRegistrar;
  private readonly settings: SquareSettings;
  private readonly description: ProviderDescription;
  private readonly accounts: SquareAccounts;
  private readonly reader: SquareReader;
  private readonly backfill: SquareBackfill;
  private readonly changes: SquareChanges;

  constructor(config: Config, calls: ProviderCalls) {
    const settings = (this.settings = squareConfig.of(config));
    const client = new SquareClient(settings, calls);
    this.webhook = new SquareWebhook(config.limits);
    this.accounts = new SquareAccounts(client);
    this.oauth = new SquareOAuth(settings, calls, this.accounts);
    this.registrar = new SquareRegistrar(client);
    this.description = describeSquare(this.oauth.isConfigured());
    this.reader = new SquareReader(client);
    const list = new SquareList(client);
    const log = new SquareEventLog(client, this.reader);
    const byLog = new SquareLogChanges(new SquareCensus(client), list, log, settings);
    const entries = new SquarePayoutEntries(client, list);
    this.backfill = new SquareBackfill(list, byLog, entries);
    this.changes = new SquareChanges(list, byLog, entries, settings);
  }

  describe(): ProviderDescription {
    return this.description;
  }

  async verifyCredentials(
    credentials: Readonly<Record<string, string>>,
    { signal, environment }: VerifyContext,
  ): Promise<VerifiedAccount> {
    const token = checkedToken(credentials.accessToken);
    // A host of our own is of neither world, and says nothing of the token.
    if (this.settings.baseUrl) return this.accounts.verify(accessOfToken(token, environment ?? 'sandbox'), signal);
    const environments = environment ? [environment] : WORLDS;
    return this.accounts.verifyIn((world) => accessOfToken(token, world), environments, signal);
  }

  async testConnection(connection: Connection, { signal }: CallContext): Promise<VerifiedAccount> {
    return this.accounts.verify(accessOf(connection), signal);
  }

  async *pull(
    connection: Connection,
    request: PullRequest,
    cursor: Json,
    { signal }: CallContext,
  ): AsyncGenerator<PullPage> {
    const access = accessOf(connection);
    if (request.kind === 'list') yield* this.backfill.walk(access, streamNamed(request.stream), cursor, signal);
    else yield* this.changes.walk(access, request, cursor, signal);
  }

  /** Lists are not bounded by time of creation, so nothing depends on it. */
  async earliest(): Promise<number | null> {
    return null;
  }

  async fetchOne(
    connection: Connection,
    type: string,
    externalId: string,
    { signal }: CallContext,
  ): Promise<FetchedRecord | null> {
    return this.reader.read(accessOf(connection), streamNamed(type), externalId, new ProviderExchange(signal));
  }

  normalise(type: string, raw: Record<string, unknown>): Record<string, unknown> {
    return normaliseSquare(type, raw);
  }

  platformWebhook(): PlatformWebhook | null {
    const { webhookSignatureKeys, webhookNotificationUrl: notificationUrl } = this.settings;
    if (webhookSignatureKeys.length === 0) return null;
    return { secrets: () => webhookSignatureKeys, ...(notificationUrl && { notificationUrl }) };
  }

  /** Every event names its merchant. */
  async platformAccount(): Promise<string | null> {
    return null;
  }
}

const WORLDS: readonly AccountEnvironment[] = ['production', 'sandbox'];

function streamNamed(name: string): SquareStream {
  const stream = findStream(name);
  if (!stream) throw new ProviderRequestError(`Square has no stream "${name}"`);
  return stream;
}

/** Printable ASCII without blanks: whatever else cannot be sent in a header, nor be a token. */
const TOKEN = /^[\x21-\x7e]{1,2000}$/;

function checkedToken(accessToken: unknown): string {
  if (typeof accessToken !== 'string' || !TOKEN.test(accessToken)) {
    throw new ValidationError([{ field: 'credentials.accessToken', message: 'must be a Square access token' }]);
  }
  return accessToken;
}
