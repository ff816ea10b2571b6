import type { Config } from '../../config/config.js';
import type { ProviderCalls } from '../calls/provider.calls.js';
import { ProviderAdapter } from '../kit/provider.adapter.js';
import { accessOf, type SquareAccess } from './api/square.access.js';
import { SquareApplication } from './api/square.application.js';
import { SquareAccounts } from './oauth/square.accounts.js';
import { SquareClient } from './api/square.client.js';
import { SquareOAuth } from './oauth/square.oauth.js';
import { normaliseSquare } from './shape/square.shapes.js';
import { SQUARE_STRIPPED } from './shape/square.stripped.js';
import { squareConfig } from './square.config.js';
import { SQUARE_DESCRIPTION } from './square.description.js';
import { SquareBackfill } from './streams/square.backfill.js';
import { SquareChanges } from './streams/square.changes.js';
import { SquareCounter } from './streams/square.count.js';
import { SquareEventLog } from './streams/square.event-log.js';
import { SquareList } from './streams/square.list.js';
import { SquareLogChanges } from './streams/square.log-changes.js';
import { SquarePayoutEntries } from './streams/square.payout-entries.js';
import { SquarePush } from './push/square.push.js';
import { SquareReader } from './streams/square.reader.js';
import { SQUARE_STREAMS, type SquareStream } from './streams/square.streams.js';
import { SquarePlatformWebhook } from './webhook/square.platform-webhook.js';
import { SquareRegistrar } from './webhook/square.registrar.js';
import { SquareSubscriptions } from './webhook/square.subscriptions.js';
import { SquareWebhook } from './webhook/square.webhook.js';

/** Square behind the port that all providers share: https://developer.squareup.com/reference/square */
export default class SquareProvider extends ProviderAdapter<SquareAccess, SquareStream> {
  declare readonly oauth: SquareOAuth;
  declare readonly registrar: SquareRegistrar;
  declare readonly push: SquarePush;

  constructor(config: Config, calls: ProviderCalls) {
    const settings = squareConfig.of(config);
    const client = new SquareClient(settings, calls);
    const application = new SquareApplication(settings);
    const accounts = new SquareAccounts(client, settings.baseUrl !== undefined);
    const reader = new SquareReader(client);
    const list = new SquareList(client);
    const log = new SquareEventLog(client, reader, application);
    const byLog = new SquareLogChanges(new SquareCounter(client), list, log, settings);
    const entries = new SquarePayoutEntries(client, list);
    const backfill = new SquareBackfill(list, byLog, entries);
    const changes = new SquareChanges(list, byLog, entries, settings);
    const subscriptions = new SquareSubscriptions(client);
    const url = `${config.publicUrl}/api/v1/webhooks/square`;
    const platformWebhook = new SquarePlatformWebhook(subscriptions, application, settings, url);
    super({
      description: SQUARE_DESCRIPTION,
      streams: SQUARE_STREAMS,
      accessOf,
      accounts,
      list: (walk) => backfill.walk(walk),
      changes: (walk) => changes.walk(walk),
      reader,
      normalise: normaliseSquare,
      stripped: SQUARE_STRIPPED,
      webhook: new SquareWebhook(config.limits),
      push: new SquarePush(settings, calls, client),
      oauth: new SquareOAuth(settings, calls, accounts),
      registrar: new SquareRegistrar(subscriptions, platformWebhook),
      ...(platformWebhook.isConfigured() && { platformWebhook }),
    });
  }
}
