import { VENDOR_EVENT_TYPES } from '../live/vendor.event-types.js';
import { invalidValue, missingField, notFound } from '../square.errors.js';
import { API_VERSION } from '../square.version.js';
import { renderSubscription, type WebhookSubscription } from '../webhooks/webhook.subscription.js';
import type { SquareObject } from '../square.stream.js';
import { PERSONAL, type ApiCall, type ApiRoute } from './api.call.js';
import { required, texts } from './parameter.reading.js';

const PATH = '/v2/webhooks/subscriptions';

export const SUBSCRIPTION_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: PATH,
    scope: PERSONAL,
    query: ['cursor', 'include_disabled', 'sort_order', 'limit'],
    run: list,
  },
  { method: 'POST', path: PATH, scope: PERSONAL, fields: ['idempotency_key', 'subscription'], run: create },
  {
    method: 'GET',
    path: `${PATH}/:id`,
    scope: PERSONAL,
    run: (call) => ({ subscription: renderSubscription(own(call)) }),
  },
  { method: 'PUT', path: `${PATH}/:id`, scope: PERSONAL, fields: ['subscription'], run: update },
  {
    method: 'DELETE',
    path: `${PATH}/:id`,
    scope: PERSONAL,
    run: (call) => {
      call.world.webhooks.subscriptions.delete(own(call).id);
      return {};
    },
  },
  {
    method: 'POST',
    path: `${PATH}/:id/signature-key`,
    scope: PERSONAL,
    fields: ['idempotency_key'],
    run: (call) => {
      const subscription = own(call);
      subscription.signatureKey = call.world.webhooks.newKey();
      return { signature_key: subscription.signatureKey };
    },
  },
  {
    method: 'GET',
    path: '/v2/webhooks/event-types',
    scope: PERSONAL,
    query: ['api_version'],
    run: () => ({
      event_types: [...VENDOR_EVENT_TYPES],
      metadata: [...VENDOR_EVENT_TYPES].map((type) => ({
        event_type: type,
        api_version_introduced: '2020-02-26',
        release_status: 'PUBLIC',
      })),
    }),
  },
];

const ownerOf = (call: ApiCall): string | null => (call.asApplication ? null : call.account.id);

function list(call: ApiCall): unknown {
  const all = [...call.world.webhooks.subscriptions.values()].filter((one) => one.account === ownerOf(call));
  const shown = call.query.include_disabled === 'true' ? all : all.filter((one) => one.enabled);
  return shown.length > 0 ? { subscriptions: shown.map(withoutKey) } : {};
}

function create(call: ApiCall): unknown {
  const given = required(call.body.subscription, 'subscription');
  if (typeof given.name !== 'string') throw missingField('subscription.name');
  const url = checkedUrl(given.notification_url);
  const subscription = call.world.webhooks.register({
    account: ownerOf(call),
    url,
    name: given.name,
    enabled: given.enabled !== false,
    eventTypes: checkedTypes(given.event_types),
    apiVersion: checkedVersion(given.api_version) ?? call.world.application.apiVersion,
  });
  return { subscription: renderSubscription(subscription) };
}

function update(call: ApiCall): unknown {
  const subscription = own(call);
  const given = required(call.body.subscription, 'subscription');
  if (typeof given.name === 'string') subscription.name = given.name;
  if (typeof given.enabled === 'boolean') subscription.enabled = given.enabled;
  if (given.notification_url !== undefined) subscription.url = checkedUrl(given.notification_url);
  if (given.event_types !== undefined) subscription.eventTypes = checkedTypes(given.event_types);
  subscription.apiVersion = checkedVersion(given.api_version) ?? subscription.apiVersion;
  subscription.updatedAt = call.world.clock.milliseconds();
  return { subscription: withoutKey(subscription) };
}

/** Only the answers to a creation and to a read show the key. */
function withoutKey(subscription: WebhookSubscription): SquareObject {
  const { signature_key: _key, ...shown } = renderSubscription(subscription);
  return shown;
}

/** Square insists on HTTPS; a receiver under test has no certificate. */
function checkedUrl(value: unknown): string {
  if (typeof value !== 'string') throw missingField('subscription.notification_url');
  if (!URL.canParse(value)) throw invalidValue('URL is not valid.', 'subscription.notification_url');
  return value;
}

/** A version is a date, and none is later than the newest. */
function checkedVersion(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && value <= API_VERSION) return value;
  throw invalidValue(`\`${String(value)}\` is no API version.`, 'subscription.api_version');
}

function checkedTypes(value: unknown): string[] {
  const types = texts(value, 'subscription.event_types');
  if (types.length === 0) throw missingField('subscription.event_types');
  const unknown = types.find((type) => !VENDOR_EVENT_TYPES.has(type));
  if (unknown !== undefined) throw invalidValue(`\`${unknown}\` is no event type.`, 'subscription.event_types');
  return types;
}

function own(call: ApiCall): WebhookSubscription {
  const found = call.world.webhooks.subscriptions.get(call.ids[0]!);
  if (!found || found.account !== ownerOf(call)) throw notFound('Webhook subscription not found.');
  return found;
}
