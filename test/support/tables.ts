import { query } from './database.js';

/** Every table and partition that belongs to tenants, by its column. */
export async function tenantTables(adminUrl: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    adminUrl,
    `SELECT c.table_name AS name FROM information_schema.columns c
     JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE' ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

/** Every row of every table as text, bytes both in hexadecimal and as they are. By a superuser. */
export async function dumpTables(adminUrl: string): Promise<string> {
  const tables = await query<{ name: string }>(
    adminUrl,
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
  );
  const parts: string[] = [];
  for (const { name } of tables) {
    const rows = await query(adminUrl, `SELECT * FROM "${name}"`);
    for (const row of rows) parts.push(JSON.stringify(row, readable));
  }
  return parts.join('\n');
}

function readable(_key: string, value: unknown): unknown {
  const bytes = value as { type?: string; data?: number[] } | null;
  return bytes?.type === 'Buffer' && bytes.data ? Buffer.from(bytes.data).toString('latin1') : value;
}
