import { STREAM_BY_PATH } from '../quickbooks.entity.js';
import { queryParserFault, unsupportedOperation } from '../quickbooks.fault.js';
import { batch } from './batch.js';
import { changeCapture } from './change.capture.js';
import { changeEntity } from './entity.changes.js';
import type { ApiRoute } from './api.call.js';
import { readEntity } from './entity.reading.js';
import { queryResponse } from './query.reading.js';

const PREFIX = '/v3/company/:realmId';

/** A query comes as a parameter, or as the whole body of a POST. */
const query: ApiRoute['run'] = ({ company, params, body }) => {
  const text = params.get('query') ?? body;
  if (text.trim() === '') throw queryParserFault('Encountered "<EOF>" at token 1. Was expecting: "SELECT"');
  return { QueryResponse: queryResponse(company, text) };
};

export function routeFor(method: string, path: readonly string[]): ApiRoute {
  const [first = '', second] = path;
  const stream = STREAM_BY_PATH.get(first);
  if (first === 'query' && path.length === 1) {
    return { operation: `${method} ${PREFIX}/query`, isBatch: false, isMetered: true, run: query };
  }
  if (first === 'cdc' && method === 'GET' && path.length === 1) {
    return { operation: `GET ${PREFIX}/cdc`, isBatch: false, isMetered: true, run: changeCapture };
  }
  if (first === 'batch' && method === 'POST' && path.length === 1) {
    return { operation: `POST ${PREFIX}/batch`, isBatch: true, isMetered: false, run: batch };
  }
  if (stream && method === 'POST' && path.length === 1) {
    const run: ApiRoute['run'] = (call) => changeEntity(call, stream);
    return { operation: `POST ${PREFIX}/${first}`, isBatch: false, isMetered: false, run };
  }
  if (stream === 'preferences' && method === 'GET' && path.length === 1) {
    const run: ApiRoute['run'] = (call) => readEntity(call, stream);
    return { operation: `GET ${PREFIX}/${first}`, isBatch: false, isMetered: true, run };
  }
  if (stream && method === 'GET' && second !== undefined && path.length === 2) {
    const run: ApiRoute['run'] = (call) => readEntity(call, stream);
    return { operation: `GET ${PREFIX}/${first}/:id`, isBatch: false, isMetered: true, run };
  }
  throw unsupportedOperation(`${method} ${first}`);
}
