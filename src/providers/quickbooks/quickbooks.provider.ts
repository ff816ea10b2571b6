import type { Config } from '../../config/config.js';
import { ProviderCalls } from '../calls/provider.calls.js';
import type { CallContext, Connection, VerifiedAccount, VerifyContext } from '../connection.js';
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
import { accessOf } from './api/quickbooks.access.js';
import { QuickBooksCapture } from './streams/quickbooks.capture.js';
import { QuickBooksChanges } from './streams/quickbooks.changes.js';
import { QuickBooksClient } from './api/quickbooks.client.js';
import { QuickBooksCompany } from './api/quickbooks.company.js';
import { quickbooksConfig, type QuickBooksSettings } from './quickbooks.config.js';
import { describeQuickBooks } from './quickbooks.description.js';
import { QuickBooksKeys } from './oauth/quickbooks.keys.js';
import { QuickBooksList } from './streams/quickbooks.list.js';
import { normaliseQuickBooks } from './shape/quickbooks.normalise.js';
import { ACCOUNTING_SCOPE, QuickBooksOAuth } from './oauth/quickbooks.oauth.js';
import { QuickBooksQueries } from './api/quickbooks.queries.js';
import { QuickBooksReader } from './streams/quickbooks.reader.js';
import { findStream, type QuickBooksStream } from './streams/quickbooks.streams.js';
import { QUICKBOOKS_STRIPPED } from './shape/quickbooks.stripped.js';
import { QuickBooksWebhook } from './webhook/quickbooks.webhook.js';

/**
 * QuickBooks Online behind the port that all providers share. An app's webhook tells of all its companies and is set
 * up in Intuit's portal only, so there is nothing to register for a single one.
 * https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/account
 */
export default class QuickBooksProvider implements ProviderPort {
  readonly stripped = QUICKBOOKS_STRIPPED;
  readonly webhook: QuickBooksWebhook;
  readonly oauth: QuickBooksOAuth;
  private readonly settings: QuickBooksSettings;
  private readonly description: ProviderDescription;
  private readonly company: QuickBooksCompany;
  private readonly keys: QuickBooksKeys;
  private readonly list: QuickBooksList;
  private readonly reader: QuickBooksReader;
  private readonly changes: QuickBooksChanges;

  constructor(config: Config, calls: ProviderCalls) {
    const settings = (this.settings = quickbooksConfig.of(config));
    const client = new QuickBooksClient(settings, calls);
    this.webhook = new QuickBooksWebhook(config.limits);
    const queries = new QuickBooksQueries(client);
    this.reader = new QuickBooksReader(client, queries);
    this.company = new QuickBooksCompany(this.reader);
    this.oauth = new QuickBooksOAuth(settings, calls, this.company);
    this.keys = new QuickBooksKeys(this.company, this.oauth);
    this.description = describeQuickBooks(this.oauth.isConfigured());
    this.list = new QuickBooksList(queries);
    this.changes = new QuickBooksChanges(new QuickBooksCapture(client), queries, this.list, settings.overlapSeconds);
  }

  describe(): ProviderDescription {
    return this.description;
  }

  verifyCredentials(credentials: Readonly<Record<string, string>>, context: VerifyContext): Promise<VerifiedAccount> {
    return this.keys.verify(credentials, context);
  }

  testConnection(connection: Connection, { signal }: CallContext): Promise<VerifiedAccount> {
    return this.company.verify(accessOf(connection), [ACCOUNTING_SCOPE], signal);
  }

  async *pull(
    connection: Connection,
    request: PullRequest,
    cursor: Json,
    { signal }: CallContext,
  ): AsyncGenerator<PullPage> {
    const access = accessOf(connection);
    if (request.kind === 'list') yield* this.list.walk(access, streamNamed(request.stream), null, cursor, signal);
    else yield* this.changes.walk(access, request, cursor, signal);
  }

  /** Lists are not sliced, so nobody needs to know. */
  earliest(): Promise<null> {
    return Promise.resolve(null);
  }

  async fetchOne(
    connection: Connection,
    type: string,
    externalId: string,
    { signal }: CallContext,
  ): Promise<FetchedRecord> {
    return this.reader.read(accessOf(connection), streamNamed(type), externalId, signal);
  }

  fetchMany(
    connection: Connection,
    type: string,
    externalIds: readonly string[],
    { signal }: CallContext,
  ): Promise<ReadonlyMap<string, FetchedRecord>> {
    return this.reader.readMany(accessOf(connection), streamNamed(type), externalIds, signal);
  }

  normalise(type: string, raw: Record<string, unknown>): Record<string, unknown> {
    return normaliseQuickBooks(type, raw);
  }

  platformWebhook(): PlatformWebhook | null {
    const { webhookVerifierTokens } = this.settings;
    return webhookVerifierTokens.length > 0 ? { secrets: () => webhookVerifierTokens } : null;
  }

  /** Every event names its company; the app itself has none. */
  platformAccount(): Promise<null> {
    return Promise.resolve(null);
  }
}

function streamNamed(name: string): QuickBooksStream {
  const stream = findStream(name);
  if (!stream) throw new ProviderRequestError(`QuickBooks has no stream "${name}"`);
  return stream;
}
