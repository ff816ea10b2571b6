import { missing, missingParameter } from '../stripe.errors.js';
import { knownVersion } from '../live/api.versions.js';
import { renderEndpoint, type WebhookEndpoint } from '../webhooks/webhook.endpoint.js';
import type { ApiCall } from './api.call.js';

export function listEndpoints(call: ApiCall): unknown {
  const own = [...call.world.webhooks.endpoints.values()].filter((endpoint) => endpoint.account === call.account.id);
  const data = own.reverse().map((endpoint) => renderEndpoint(endpoint));
  return { object: 'list', data, has_more: false, url: '/v1/webhook_endpoints' };
}

/** The only answer that shows the secret. */
export function createEndpoint(call: ApiCall): unknown {
  const { url, enabled_events: events, connect, description, api_version: version } = call.params;
  if (typeof url !== 'string') throw missingParameter('url');
  if (typeof events !== 'object') throw missingParameter('enabled_events');
  const endpoint = call.world.webhooks.register({
    account: call.account.id,
    url,
    connect: connect === 'true',
    apiVersion: typeof version === 'string' ? knownVersion(version) : null,
    enabledEvents: Object.values(events).map(String),
    description: typeof description === 'string' ? description : null,
  });
  return renderEndpoint(endpoint, true);
}

export function retrieveEndpoint(call: ApiCall, id: string): unknown {
  return renderEndpoint(ownEndpoint(call, id));
}

export function updateEndpoint(call: ApiCall, id: string): unknown {
  const endpoint = ownEndpoint(call, id);
  const { url, enabled_events: events, description } = call.params;
  if (typeof url === 'string') endpoint.url = url;
  if (typeof events === 'object') endpoint.enabledEvents = Object.values(events).map(String);
  if (typeof description === 'string') endpoint.description = description;
  return renderEndpoint(endpoint);
}

export function deleteEndpoint(call: ApiCall, id: string): unknown {
  call.world.webhooks.endpoints.delete(ownEndpoint(call, id).id);
  return { id, object: 'webhook_endpoint', deleted: true };
}

function ownEndpoint(call: ApiCall, id: string): WebhookEndpoint {
  const endpoint = call.world.webhooks.endpoints.get(id);
  if (!endpoint || endpoint.account !== call.account.id) throw missing('webhook endpoint', id, 'webhook_endpoint');
  return endpoint;
}
