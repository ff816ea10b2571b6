import type { BuiltRequest, KnownObject } from '../../push.port.js';
import { bodyOf, requestIn } from './push.port.js';

/** The lines of a receipt: item, quantity, price and amount of each. */
export const linesOf = (built: BuiltRequest) =>
  (bodyOf(built).Line as { Amount: number; SalesItemLineDetail: Record<string, unknown> }[]).map(
    ({ Amount, SalesItemLineDetail: { ItemRef, Qty, UnitPrice } }) => [
      (ItemRef as { value: string }).value,
      Qty,
      UnitPrice,
      Amount,
    ],
  );

/** The receipt as QuickBooks has it after the request. */
export function posted(built: BuiltRequest, more: Record<string, unknown> = {}): KnownObject {
  const { expects } = requestIn(built);
  const object = { ...bodyOf(built), TotalAmt: Number(expects!.total), Id: '7', SyncToken: '3', ...more };
  return { externalId: '7', externalVersion: '3', object, origin: 'created' };
}
