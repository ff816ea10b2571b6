import type { Sandbox } from './sandbox.process.js';
import { storedForm } from './stored.form.js';
import type { Tenant } from './tenant.js';

export interface Difference {
  missing: string[];
  extra: string[];
  different: string[];
}

/** Compares the objects of the sandbox with the stored records, without tombstones. */
export async function compare(
  sandbox: Sandbox,
  account: string,
  tenant: Tenant,
  integrationId: string,
  stream: string,
): Promise<Difference> {
  const expected = new Map((await sandbox.objects(account, stream)).map((object) => [String(object.id), object]));
  const records = (await tenant.records(integrationId, stream)).filter(({ deletedAt }) => deletedAt === null);
  const actual = new Map(records.map(({ externalId, raw }) => [String(externalId), raw]));
  return {
    missing: [...expected.keys()].filter((id) => !actual.has(id)),
    extra: [...actual.keys()].filter((id) => !expected.has(id)),
    different: [...expected]
      .filter(([id, object]) => actual.has(id) && canonical(storedForm('stripe', object)) !== canonical(actual.get(id)))
      .map(([id]) => id),
  };
}

export const SAME: Difference = { missing: [], extra: [], different: [] };

/** JSON with sorted keys, because PostgreSQL's jsonb does not keep their order. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
