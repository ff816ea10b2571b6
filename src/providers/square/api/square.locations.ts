import { text } from '../../kit/fields.js';
import type { ProviderExchange } from '../../http/provider.exchange.js';
import { ProviderProtocolError } from '../../provider.errors.js';
import type { SquareAccess } from './square.access.js';
import type { SquareClient } from './square.client.js';
import { SQUARE_RESOURCES } from './square.resources.js';

/** Every location, closed ones too: what was sold there is part of the account. */
export async function locationIds(
  client: SquareClient,
  access: SquareAccess,
  exchange: ProviderExchange,
): Promise<string[]> {
  const { listed, list } = SQUARE_RESOURCES.locations!;
  await client.send(access, listed, exchange, (square) => list(square, { locationIds: [], limit: 0 }));
  const { locations = [] } = exchange.body;
  if (!Array.isArray(locations)) throw new ProviderProtocolError('Square answered locations that are not a list');
  return locations.map((location: Record<string, unknown>) => text(location.id)).filter((id) => id !== null);
}

/** As many at a time as a list takes. */
export function inGroups(ids: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(ids.length / size) }, (_, index) =>
    ids.slice(index * size, (index + 1) * size),
  );
}
