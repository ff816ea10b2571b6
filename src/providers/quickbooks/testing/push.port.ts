import type { BuiltRequest, StoredRequest } from '../../push.port.js';
import QuickBooksProvider from '../quickbooks.provider.js';
import { quickbooksConfig } from '../quickbooks.config.js';
import { loadConfig } from '../../../config/config.js';
import { Metrics } from '../../../observability/metrics.js';
import { ProviderCalls } from '../../calls/provider.calls.js';
import { RateBudget } from '../../calls/rate-budget.js';
import type { QuickBooksPush } from '../push/quickbooks.push.js';

/** The push port by itself: for plans and requests, which take no network. */
export function pushPort(environment: Record<string, string> = {}): QuickBooksPush {
  const config = loadConfig(environment, [quickbooksConfig]);
  return new QuickBooksProvider(config, new ProviderCalls(config, new RateBudget(), new Metrics())).push;
}

/** @throws Error when it is none */
export function requestIn(built: BuiltRequest): StoredRequest {
  if (built.kind !== 'request') throw new Error(`No request: ${JSON.stringify(built)}`);
  return built.request;
}

export const bodyOf = (built: BuiltRequest): Record<string, unknown> =>
  JSON.parse(requestIn(built).body.toString('utf8')) as Record<string, unknown>;

/** `request`, or what it is in place of one, with its code. */
export const decisionOf = (built: BuiltRequest): string =>
  'code' in built ? `${built.kind} ${built.code}` : built.kind;
