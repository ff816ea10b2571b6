import { iso, isoSecond } from '../dataset/square.time.js';
import type { SquareObject, StreamName } from '../square.stream.js';

type Stamp = (object: SquareObject, at: number) => SquareObject;

const nextVersion = (object: SquareObject): number => Number(object.version ?? 0) + 1;

/** What Square writes into an object whenever it changes. Gift cards and locations have nothing of the kind. */
const UPDATED: Partial<Record<StreamName, Stamp>> = {
  customers: (object, at) => ({ updated_at: isoSecond(at), version: nextVersion(object) }),
  products: (object, at) => {
    const version = Math.max(at, nextVersion(object));
    return { updated_at: iso(version), version };
  },
  orders: (object, at) => ({ updated_at: iso(at), version: nextVersion(object) }),
  payments: (object, at) => ({ updated_at: iso(at), version_token: `${String(object.id).slice(0, 12)}${at}` }),
  refunds: (_object, at) => ({ updated_at: iso(at) }),
  invoices: (object, at) => ({ updated_at: isoSecond(at), version: nextVersion(object) }),
  disputes: (object, at) => ({ updated_at: iso(at), version: nextVersion(object) }),
  payouts: (object, at) => ({ updated_at: iso(at), version: nextVersion(object) }),
  inventory_counts: (_object, at) => ({ calculated_at: iso(at) }),
  loyalty_accounts: (_object, at) => ({ updated_at: isoSecond(at) }),
  bank_accounts: (object) => ({ version: nextVersion(object) }),
};

const FIRST_VERSION: Partial<Record<StreamName, number>> = { customers: 0, orders: 1, invoices: 0, disputes: 1 };
const IN_SECONDS: ReadonlySet<StreamName> = new Set(['invoices', 'loyalty_accounts', 'payouts']);

/** The object after a patch: a field given as null is removed, as Square's sparse updates do. */
export function patched(stream: StreamName, before: SquareObject, patch: SquareObject, at: number): SquareObject {
  const after = { ...before, ...patch, ...UPDATED[stream]?.(before, at) };
  for (const [field, value] of Object.entries(after)) if (value === null) delete after[field];
  return after;
}

/** A new object with the times and the version that Square gives it. */
export function stamped(stream: StreamName, object: SquareObject, at: number): SquareObject {
  const marks = UPDATED[stream]?.(object, at) ?? {};
  if (stream in FIRST_VERSION) marks.version = FIRST_VERSION[stream];
  if (stream === 'inventory_counts' || stream === 'bank_accounts') return { ...object, ...marks };
  const created = IN_SECONDS.has(stream) ? isoSecond(at) : iso(at);
  return { ...object, created_at: created, ...marks };
}
