import type { Config } from '../../config/config.js';
import type { ProviderCalls } from '../calls/provider.calls.js';
import { platformWebhook, ProviderAdapter } from '../kit/provider.adapter.js';
import type { ProviderPort } from '../provider.port.js';
import { accessOf, type QuickBooksAccess } from './api/quickbooks.access.js';
import { QuickBooksAccounts } from './oauth/quickbooks.accounts.js';
import { QuickBooksClient } from './api/quickbooks.client.js';
import { QuickBooksQueries } from './streams/quickbooks.queries.js';
import { QuickBooksKeys } from './oauth/quickbooks.keys.js';
import { QuickBooksOAuth } from './oauth/quickbooks.oauth.js';
import { quickbooksConfig } from './quickbooks.config.js';
import { QUICKBOOKS_DESCRIPTION } from './quickbooks.description.js';
import { QuickBooksPush } from './push/quickbooks.push.js';
import { normaliseQuickBooks } from './shape/quickbooks.shapes.js';
import { QUICKBOOKS_STRIPPED } from './shape/quickbooks.stripped.js';
import { QuickBooksCapture } from './streams/quickbooks.capture.js';
import { QuickBooksChanges } from './streams/quickbooks.changes.js';
import { QuickBooksList } from './streams/quickbooks.list.js';
import { QuickBooksReader } from './streams/quickbooks.reader.js';
import { QUICKBOOKS_STREAMS, type QuickBooksStream } from './streams/quickbooks.streams.js';
import { QuickBooksWebhook } from './webhook/quickbooks.webhook.js';

/**
 * QuickBooks Online behind the port that all providers share. An app's webhook reports on all its companies and is set
 * up in Intuit's portal only, so there is nothing to register for a single one.
 * https://developer.intuit.com/app/developer/qbo/docs/api/accounting/all-entities/account
 */
export default class QuickBooksProvider extends ProviderAdapter<QuickBooksAccess, QuickBooksStream> {
  declare readonly oauth: QuickBooksOAuth;
  declare readonly fetchMany: NonNullable<ProviderPort['fetchMany']>;
  declare readonly push: QuickBooksPush;

  constructor(config: Config, calls: ProviderCalls) {
    const settings = quickbooksConfig.of(config);
    const client = new QuickBooksClient(settings, calls);
    const queries = new QuickBooksQueries(client);
    const reader = new QuickBooksReader(client, queries);
    const accounts = new QuickBooksAccounts(reader);
    const oauth = new QuickBooksOAuth(settings, calls, accounts);
    const keys = new QuickBooksKeys(accounts, oauth);
    const list = new QuickBooksList(queries);
    const changes = new QuickBooksChanges(new QuickBooksCapture(client), queries, list, settings.overlapSeconds);
    super({
      description: QUICKBOOKS_DESCRIPTION,
      streams: QUICKBOOKS_STREAMS,
      accessOf,
      accounts: {
        verifyCredentials: (credentials, context) => keys.verify(credentials, context),
        verify: (access, signal) => accounts.verify(access, signal),
      },
      list: (walk) => list.walk(walk, walk.stream),
      changes: (walk) => changes.walk(walk),
      reader,
      normalise: normaliseQuickBooks,
      stripped: QUICKBOOKS_STRIPPED,
      webhook: new QuickBooksWebhook(config.limits),
      push: new QuickBooksPush({ settings: settings.push, client, queries, reader }),
      oauth,
      platformWebhook: platformWebhook(settings.webhookVerifierTokens),
    });
  }
}
