import { unknownRoute } from '../stripe.errors.js';
import { SHAPES, STREAM_BY_PATH, type StreamName } from '../stripe.stream.js';
import { balance, ownAccount, retrieveAccount } from './account.reading.js';
import type { ApiCall, ApiRoute } from './api.call.js';
import { createEndpoint, deleteEndpoint, listEndpoints, retrieveEndpoint, updateEndpoint } from './endpoint.writing.js';
import { listEvents, retrieveEvent, retrieveThinEvent } from './event.reading.js';
import { listNested, listSubscriptionItems, nestedList } from './nested.lists.js';
import { listObjects, liveObject, retrieveObject } from './object.reading.js';
import { actOnObject, createObject, deleteObject, updateObject } from './object.writing.js';

type Run = ApiRoute['run'];

/** Paths of streams that have two parts begin with these. */
const TWO_PARTS = new Set(['checkout', 'radar']);

/** Finds the operation behind a method and path. */
export function routeFor(method: string, path: string): ApiRoute {
  const parts = path.split('/').slice(1);
  const [version, ...rest] = parts.map((part) => decodeURIComponent(part));
  if (version === 'v2' && method === 'GET' && rest[0] === 'core' && rest[1] === 'events' && rest[2]) {
    return { operation: 'GET /v2/core/events/:id', run: (call) => retrieveThinEvent(call, rest[2]!) };
  }
  const route = version === 'v1' ? (singleRoute(method, rest) ?? streamRoute(method, rest)) : undefined;
  if (!route) throw unknownRoute(method, path);
  return route;
}

function singleRoute(method: string, [name, id, more]: string[]): ApiRoute | undefined {
  if (more !== undefined) return undefined;
  const at = (path: string, run: Run): ApiRoute => ({ operation: `${method} /v1/${path}`, run });
  switch (`${method} ${name}${id === undefined ? '' : '/:id'}`) {
    case 'GET account':
      return at('account', ownAccount);
    case 'GET accounts/:id':
      return at('accounts/:id', (call) => retrieveAccount(call, id!));
    case 'GET balance':
      return { ...at('balance', balance), permission: { stream: 'balance', name: 'balance_read' } };
    case 'GET events':
      return { ...at('events', listEvents), permission: { stream: 'events', name: 'event_read' } };
    case 'GET events/:id':
      return {
        ...at('events/:id', (call) => retrieveEvent(call, id!)),
        permission: { stream: 'events', name: 'event_read' },
      };
    case 'GET subscription_items':
      return {
        ...at('subscription_items', listSubscriptionItems),
        permission: { stream: 'subscriptions', name: 'subscription_read' },
      };
    case 'GET webhook_endpoints':
      return at('webhook_endpoints', listEndpoints);
    case 'POST webhook_endpoints':
      return at('webhook_endpoints', createEndpoint);
    case 'GET webhook_endpoints/:id':
      return at('webhook_endpoints/:id', (call) => retrieveEndpoint(call, id!));
    case 'POST webhook_endpoints/:id':
      return at('webhook_endpoints/:id', (call) => updateEndpoint(call, id!));
    case 'DELETE webhook_endpoints/:id':
      return at('webhook_endpoints/:id', (call) => deleteEndpoint(call, id!));
    default:
      return undefined;
  }
}

function streamRoute(method: string, parts: string[]): ApiRoute | undefined {
  const depth = TWO_PARTS.has(parts[0] ?? '') ? 2 : 1;
  const stream = STREAM_BY_PATH.get(parts.slice(0, depth).join('/'));
  if (!stream) return undefined;
  const [id, action, ...beyond] = parts.slice(depth);
  if (id === '' || beyond.length > 0) return undefined;
  const nested = method === 'GET' && action !== undefined ? nestedList(SHAPES[stream].path, action) : undefined;
  const run = nested ? (call: ApiCall) => listNested(call, nested, id!) : streamRun(method, stream, id, action);
  if (!run) return undefined;
  const shape = SHAPES[stream];
  const name = `${shape.permission}_${method === 'GET' ? 'read' : 'write'}`;
  const path = `/v1/${shape.path}${id === undefined ? '' : '/:id'}${action === undefined ? '' : `/${action}`}`;
  return { operation: `${method} ${path}`, permission: { stream, name }, run };
}

function streamRun(
  method: string,
  stream: StreamName,
  id: string | undefined,
  action: string | undefined,
): Run | undefined {
  if (id === undefined) {
    if (method === 'GET') return (call) => listObjects(call, stream);
    return method === 'POST' ? (call) => createObject(call, stream) : undefined;
  }
  if (action === 'lines' && method === 'GET') return (call) => linesOf(call, stream, id);
  if (action !== undefined) return method === 'POST' ? (call) => actOnObject(call, stream, id, action) : undefined;
  if (method === 'GET') return (call) => retrieveObject(call, stream, id);
  if (method === 'POST') return (call) => updateObject(call, stream, id);
  return method === 'DELETE' ? (call) => deleteObject(call, stream, id) : undefined;
}

function linesOf(call: ApiCall, stream: StreamName, id: string): unknown {
  const { lines } = liveObject(call, stream, id);
  if (!lines) throw unknownRoute('GET', call.path);
  return lines;
}
