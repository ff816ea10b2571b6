import { readPage, type PageQuery } from '../live/page.reader.js';
import { isTombstone } from '../live/stream.store.js';
import { badRequest, forbidden, notFound, type SquareApiError } from '../square.errors.js';
import { externalId, type SquareObject, type StreamName } from '../square.stream.js';
import type { ApiCall } from './api.call.js';
import { decodeCursor, encodeCursor } from './cursor.codec.js';

interface ListRules extends Omit<PageQuery, 'after'> {
  stream: StreamName;
  /** What the cursor belongs to: the query without the cursor and the limit. */
  about: unknown;
  cursor: unknown;
  /** The sort's range ends at the moment of the first request unless it has an end. */
  closesNow?: boolean;
}

/** One page; Square leaves an empty list and the cursor of a last page out of its answers. */
export function listPage(call: ApiCall, name: string, rules: ListRules): SquareObject {
  const { stream, about, cursor, closesNow, ...query } = rules;
  const question = [stream, about];
  const from = decodeCursor(question, cursor);
  const range = query.ranges?.[query.sort];
  let until: number | null = null;
  if (closesNow && (range?.max ?? Infinity) === Infinity) {
    until = from?.until ?? call.world.clock.milliseconds();
    query.ranges = { ...query.ranges, [query.sort]: { min: range?.min ?? -Infinity, max: until } };
  }
  const page = readPage(call.account.store(stream).view(), { ...query, ...(from ? { after: from.after } : {}) });
  return {
    ...(page.objects.length > 0 ? { [name]: page.objects } : {}),
    ...(page.next ? { cursor: encodeCursor(question, { after: page.next, until }) } : {}),
  };
}

/** A live object of the caller's own; what belongs to another merchant is as unknown as what never was. */
export function liveObject(call: ApiCall, stream: StreamName, id: string, refusal?: SquareApiError): SquareObject {
  const found = call.account.store(stream).find(id);
  if (found && !isTombstone(found)) return found;
  noteStranger(call, (account) => Boolean(account.store(stream).find(id)));
  throw refusal ?? notFound(`Resource with ID \`${id}\` not found.`);
}

export function indexOf(call: ApiCall, stream: StreamName, object: SquareObject): number {
  return call.account.store(stream).indexOf(externalId(stream, object))!;
}

/** Locations that are named must be the caller's own. */
export function ownLocations(call: ApiCall, ids: readonly string[], field: string): ReadonlySet<string> {
  for (const id of ids) {
    if (call.account.hasLocation(id)) continue;
    const isStranger = noteStranger(call, (account) => account.hasLocation(id));
    if (isStranger) throw forbidden(`Merchant is not authorized to use location \`${id}\`.`);
    throw badRequest('INVALID_VALUE', `Location \`${id}\` does not exist.`, field);
  }
  return new Set(ids);
}

export function ownMerchants(call: ApiCall, ids: readonly string[]): void {
  for (const id of ids) {
    if (id === call.account.id) continue;
    noteStranger(call, (account) => account.id === id);
    throw forbidden(`Not authorized for merchant \`${id}\`.`);
  }
}

type Owns = (account: ApiCall['account']) => boolean;

/** Counts a request that reached for another merchant's property. */
function noteStranger(call: ApiCall, owns: Owns): boolean {
  const isStranger = [...call.world.accounts.values()].some((account) => account !== call.account && owns(account));
  if (isStranger) call.world.mismatches += 1;
  return isStranger;
}
