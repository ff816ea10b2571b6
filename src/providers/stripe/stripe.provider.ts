import { ValidationError } from '../../common/http.errors.js';
import type { Config } from '../../config/config.js';
import { ProviderCredentialsError, ProviderPermissionError, ProviderRequestError } from '../provider.errors.js';
import type { CallContext, Connection, VerifiedAccount } from '../connection.js';
import type {
  FetchedRecord,
  Json,
  ProviderDescription,
  ProviderPort,
  PullPage,
  PullRequest,
} from '../provider.port.js';
import type { PlatformWebhook } from '../webhook.port.js';
import { ProviderCalls } from '../calls/provider.calls.js';
import { accessOf, accessOfKey, type StripeAccess } from './api/stripe.access.js';
import { StripeAccounts } from './api/stripe.accounts.js';
import { StripeChanges } from './streams/stripe.changes.js';
import { StripeClient } from './api/stripe.client.js';
import { stripeConfig, type StripeSettings } from './stripe.config.js';
import { describeStripe } from './stripe.description.js';
import { StripeEvents } from './streams/stripe.events.js';
import { ProviderExchange } from '../kit/http/provider.exchange.js';
import { StripeList } from './streams/stripe.list.js';
import { normaliseStripe } from './shape/stripe.normalise.js';
import { StripeOAuth } from './oauth/stripe.oauth.js';
import { StripePlatform } from './webhook/stripe.platform.js';
import { StripeReader } from './streams/stripe.reader.js';
import { StripeRecent } from './streams/stripe.recent.js';
import { StripeRegistrar } from './webhook/stripe.registrar.js';
import { findStream, type StripeStream } from './streams/stripe.streams.js';
import { STRIPE_STRIPPED } from './shape/stripe.stripped.js';
import { StripeWebhook } from './webhook/stripe.webhook.js';

/** Stripe behind the port that all providers share: https://docs.stripe.com/api */
export default class StripeProvider implements ProviderPort {
  readonly stripped = STRIPE_STRIPPED;
  readonly webhook: StripeWebhook;
  readonly oauth: StripeOAuth;
  readonly registrar: StripeRegistrar;
  private readonly settings: StripeSettings;
  private readonly description: ProviderDescription;
  private readonly accounts: StripeAccounts;
  private readonly platform: StripePlatform;
  private readonly list: StripeList;
  private readonly reader: StripeReader;
  private readonly changes: StripeChanges;
  private readonly recent: StripeRecent;

  constructor(config: Config, calls: ProviderCalls) {
    const settings = (this.settings = stripeConfig.of(config));
    const client = new StripeClient(settings, calls);
    this.webhook = new StripeWebhook(config.limits);
    this.accounts = new StripeAccounts(client);
    this.oauth = new StripeOAuth(settings, calls, this.accounts);
    this.description = describeStripe(this.oauth.isConfigured());
    this.platform = new StripePlatform(this.accounts, settings.secretKey);
    this.list = new StripeList(client);
    this.reader = new StripeReader(client);
    this.changes = new StripeChanges(new StripeEvents(client, this.reader), this.list, settings);
    this.recent = new StripeRecent(this.list, settings);
    this.registrar = new StripeRegistrar(client, (connection) => this.access(connection));
  }

  describe(): ProviderDescription {
    return this.description;
  }

  async verifyCredentials(
    credentials: Readonly<Record<string, string>>,
    { signal }: CallContext,
  ): Promise<VerifiedAccount> {
    return this.accounts.verify(accessOfKey(checkedKey(credentials.apiKey)), signal);
  }

  async testConnection(connection: Connection, { signal }: CallContext): Promise<VerifiedAccount> {
    return this.accounts.verify(this.access(connection), signal);
  }

  async *pull(
    connection: Connection,
    request: PullRequest,
    cursor: Json,
    { signal }: CallContext,
  ): AsyncGenerator<PullPage> {
    const access = this.access(connection);
    if (request.kind === 'list') {
      const walk = this.list.walk(access, streamNamed(request.stream), request, cursor, signal);
      for await (const { page } of walk) yield page;
    } else {
      const walker = request.feed === null ? this.recent : this.changes;
      yield* walker.walk(access, request, cursor, signal);
    }
  }

  async earliest(connection: Connection, { signal }: CallContext): Promise<number | null> {
    try {
      const { created } = await this.accounts.read(this.access(connection), signal);
      return typeof created === 'number' ? created : null;
    } catch (error) {
      if (error instanceof ProviderPermissionError) return null;
      throw error;
    }
  }

  async fetchOne(
    connection: Connection,
    type: string,
    externalId: string,
    { signal }: CallContext,
  ): Promise<FetchedRecord> {
    return this.reader.read(this.access(connection), streamNamed(type), externalId, new ProviderExchange(signal));
  }

  normalise(type: string, raw: Record<string, unknown>): Record<string, unknown> {
    return normaliseStripe(type, raw);
  }

  platformWebhook(): PlatformWebhook | null {
    const { webhookSecrets } = this.settings;
    return webhookSecrets.length > 0 ? { secrets: () => webhookSecrets } : null;
  }

  platformAccount({ signal }: CallContext): Promise<string | null> {
    return this.platform.account(signal);
  }

  private access(connection: Connection): StripeAccess {
    return accessOf(connection, this.settings.secretKey);
  }
}

function streamNamed(name: string): StripeStream {
  const stream = findStream(name);
  if (!stream) throw new ProviderRequestError(`Stripe has no stream "${name}"`);
  return stream;
}

/** Printable ASCII without blanks: whatever else cannot be sent in a header, nor be a key. */
const KEY = /^[\x21-\x7e]{1,500}$/;

function checkedKey(apiKey: unknown): string {
  if (typeof apiKey !== 'string' || !KEY.test(apiKey)) {
    throw new ValidationError([{ field: 'credentials.apiKey', message: 'must be a Stripe secret or restricted key' }]);
  }
  if (apiKey.startsWith('pk_')) {
    throw new ProviderCredentialsError('A publishable key cannot read the account: use a secret or restricted key');
  }
  return apiKey;
}
