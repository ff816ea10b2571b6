import { ValidationError } from '../../common/http.errors.js';
import type { Config } from '../../config/config.js';
import { ProviderCalls } from '../calls/provider.calls.js';
import type { CallContext, Connection, VerifiedAccount } from '../connection.js';
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
import { accessOf, accessOfCredentials, type MailchimpAccess } from './api/mailchimp.access.js';
import { MailchimpAccounts } from './api/mailchimp.accounts.js';
import { MailchimpChanges } from './streams/mailchimp.changes.js';
import { MailchimpClient } from './api/mailchimp.client.js';
import { mailchimpConfig, type MailchimpSettings } from './mailchimp.config.js';
import { describeMailchimp } from './mailchimp.description.js';
import { normaliseMailchimp } from './shape/mailchimp.normalise.js';
import { MailchimpOAuth } from './oauth/mailchimp.oauth.js';
import { MailchimpPager } from './streams/mailchimp.pager.js';
import { MailchimpParents } from './api/mailchimp.parents.js';
import { MailchimpReader } from './streams/mailchimp.reader.js';
import { MailchimpRegistrar } from './webhook/mailchimp.registrar.js';
import { dataCentreOf } from './api/mailchimp.server.js';
import { findStream, type MailchimpStream } from './streams/mailchimp.streams.js';
import { MAILCHIMP_STRIPPED } from './shape/mailchimp.stripped.js';
import { MailchimpWalk } from './streams/mailchimp.walk.js';
import { isFromMandrill, MailchimpWebhook } from './webhook/mailchimp.webhook.js';

/** Mailchimp Marketing behind the port that all providers share: https://mailchimp.com/developer/marketing/api/ */
export default class MailchimpProvider implements ProviderPort {
  readonly stripped = MAILCHIMP_STRIPPED;
  readonly webhook: MailchimpWebhook;
  readonly oauth: MailchimpOAuth;
  readonly registrar: MailchimpRegistrar;
  private readonly settings: MailchimpSettings;
  private readonly description: ProviderDescription;
  private readonly accounts: MailchimpAccounts;
  private readonly changes: MailchimpChanges;
  private readonly reader: MailchimpReader;

  constructor(config: Config, calls: ProviderCalls) {
    const settings = (this.settings = mailchimpConfig.of(config));
    const client = new MailchimpClient(settings, calls);
    const pager = new MailchimpPager(client);
    const parents = new MailchimpParents(pager);
    this.webhook = new MailchimpWebhook(config.limits);
    this.accounts = new MailchimpAccounts(client, parents);
    this.oauth = new MailchimpOAuth(settings, calls, this.accounts);
    this.registrar = new MailchimpRegistrar(client, parents, (connection) => this.access(connection));
    this.description = describeMailchimp(this.oauth.isConfigured());
    this.changes = new MailchimpChanges(new MailchimpWalk(pager, parents), settings);
    this.reader = new MailchimpReader(client);
  }

  describe(): ProviderDescription {
    return this.description;
  }

  async verifyCredentials(
    credentials: Readonly<Record<string, string>>,
    { signal }: CallContext,
  ): Promise<VerifiedAccount> {
    const { apiBaseUrl } = this.settings;
    const apiKey = checkedKey(credentials.apiKey, apiBaseUrl);
    return this.accounts.verify(accessOfCredentials({ apiKey }, apiBaseUrl), signal);
  }

  testConnection(connection: Connection, { signal }: CallContext): Promise<VerifiedAccount> {
    return this.accounts.verify(this.access(connection), signal);
  }

  async *pull(
    connection: Connection,
    request: PullRequest,
    cursor: Json,
    { signal }: CallContext,
  ): AsyncGenerator<PullPage> {
    const [name = ''] = request.kind === 'list' ? [request.stream] : request.streams;
    yield* this.changes.pages(this.access(connection), streamNamed(name), request, cursor, signal);
  }

  /** Lists are not sliced. */
  async earliest(): Promise<number | null> {
    return null;
  }

  async fetchOne(
    connection: Connection,
    type: string,
    externalId: string,
    { signal }: CallContext,
  ): Promise<FetchedRecord | null> {
    return this.reader.read(this.access(connection), streamNamed(type), externalId, signal);
  }

  normalise(type: string, raw: Record<string, unknown>): Record<string, unknown> {
    return normaliseMailchimp(type, raw);
  }

  platformWebhook(): PlatformWebhook | null {
    const { webhookSecrets, mandrillWebhookKeys } = this.settings;
    if (webhookSecrets.length === 0 && mandrillWebhookKeys.length === 0) return null;
    return { secrets: (delivery) => (isFromMandrill(delivery) ? mandrillWebhookKeys : webhookSecrets) };
  }

  /** Audiences are always named, and mail that the platform sends itself is nobody's account. */
  async platformAccount(): Promise<string | null> {
    return null;
  }

  private access(connection: Connection): MailchimpAccess {
    return accessOf(connection, this.settings.apiBaseUrl);
  }
}

function streamNamed(name: string): MailchimpStream {
  const stream = findStream(name);
  if (!stream) throw new ProviderRequestError(`Mailchimp has no stream "${name}"`);
  return stream;
}

/** Printable ASCII without blanks: whatever else cannot be sent in a header, nor be a key. */
const KEY = /^[\x21-\x7e]{1,200}$/;

function checkedKey(apiKey: unknown, configured: string | undefined): string {
  const isKey = typeof apiKey === 'string' && KEY.test(apiKey);
  if (isKey && (configured !== undefined || dataCentreOf(apiKey) !== undefined)) return apiKey;
  const message = 'must be a Mailchimp API key with its data centre at the end, such as "-us19"';
  throw new ValidationError([{ field: 'credentials.apiKey', message }]);
}
