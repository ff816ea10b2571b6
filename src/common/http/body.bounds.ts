import type { Limits } from '../../config/limits.config.js';
import type { JsonBounds } from '../json-structure.js';

/**
 * Kind of body that a route accepts. `json`: a REST call. `intake`: a batch of items from a service of the platform.
 * `webhook`: the signed bytes of a delivery, of any content type. `rows`: a REST call, or NDJSON whose first line is the call
 * and whose other lines are its rows.
 */
export type BodyKind = 'json' | 'intake' | 'webhook' | 'rows';

/** A route declares its kind of body with Nest's `@RouteConfig(...)`. Default: `json`. */
export interface BodyRouteConfig {
  body?: BodyKind;
}

export interface BodyBounds extends JsonBounds {
  bytes: number;
}

export function bodyBounds(limits: Limits): Readonly<Record<BodyKind, BodyBounds>> {
  return {
    json: {
      bytes: limits.REQUEST_MAX_BODY_BYTES,
      depth: limits.REQUEST_MAX_DEPTH,
      nodes: limits.REQUEST_MAX_NODES,
      keys: limits.REQUEST_MAX_KEYS,
    },
    intake: {
      bytes: limits.INTAKE_MAX_BODY_BYTES,
      depth: limits.INTAKE_MAX_DEPTH,
      nodes: limits.INTAKE_MAX_NODES,
      keys: limits.REQUEST_MAX_KEYS,
    },
    // Of one line; the bytes are those of the whole body.
    rows: {
      bytes: limits.IMPORT_MAX_BODY_BYTES,
      depth: limits.INTAKE_MAX_DEPTH,
      nodes: limits.REQUEST_MAX_NODES,
      keys: limits.REQUEST_MAX_KEYS,
    },
    webhook: {
      bytes: limits.WEBHOOK_MAX_BODY_BYTES,
      depth: limits.WEBHOOK_MAX_DEPTH,
      nodes: limits.WEBHOOK_MAX_NODES,
    },
  };
}
