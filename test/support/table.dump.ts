import { query } from './database.js';

/** Every table and partition with a column `tenant_id`. */
export async function tenantTables(adminUrl: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    adminUrl,
    `SELECT c.table_name AS name FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Every row of every table as one line of text, with bytes as characters. Read by a superuser. */
export async function dumpTables(adminUrl: string): Promise<string> {
  const [dump] = await query<{ rows: string }>(
    adminUrl,
    `SELECT string_agg(query_to_xml(format('SELECT to_jsonb(t)::text AS r FROM %I t', table_name), true, true, '')::text, '') AS rows
     FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  return [...(dump?.rows ?? '').matchAll(/<r>(.*?)<\/r>/gs)].map(([, row]) => readable(row as string)).join('\n');
}

function readable(row: string): string {
  return row.replaceAll(/\\\\x([0-9a-f]+)/g, (_, hex: string) => Buffer.from(hex, 'hex').toString('latin1'));
}
