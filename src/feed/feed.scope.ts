import { ValidationError } from '../common/http.errors.js';
import type { ProviderPort } from '../providers/provider.port.js';

/** Whose changes are read. */
export interface FeedScope {
  tenantId: string;
  /** `null`: all integrations of the tenant. */
  integrationId: string | null;
  /** Names of streams; `null`: all. */
  types: readonly string[] | null;
}

/** What a cursor is bound to. Names in another order are the same query. */
export function bindingOf(tenantId: string, integrationId: string | null, types: string | undefined): unknown[] {
  return [tenantId, 'changes', integrationId, types === undefined ? null : namesIn(types)];
}

/**
 * The streams that are meant, of all providers: by their own names, or by those of their shapes. An integration whose provider
 * does not have them has no such changes.
 * @throws ValidationError if no provider has one of them
 */
export function typesOf(providers: readonly ProviderPort[], asked: string | undefined): string[] | null {
  if (asked === undefined) return null;
  const streams = providers.map((provider) => provider.describe().streams);
  const found = namesIn(asked).flatMap((name) => {
    const meant = streams.flatMap((ofProvider) => {
      const named = ofProvider.filter((stream) => stream.name === name);
      return named.length > 0 ? named : ofProvider.filter(({ shape }) => shape === name);
    });
    if (meant.length > 0) return meant.map((stream) => stream.name);
    const known = [...new Set(streams.flat().map((stream) => stream.name))].toSorted();
    throw new ValidationError([{ field: 'types', message: `must be of ${known.join(', ')}` }]);
  });
  return [...new Set(found)].toSorted();
}

function namesIn(types: string): string[] {
  return [...new Set(types.split(','))].toSorted();
}
