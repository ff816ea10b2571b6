const names = new Map<string, string>();
const MAX_STATEMENTS = 2_000;

/** Names a statement, so that PostgreSQL parses and plans it once a connection and not once a call. */
export function statementName(sql: string): string | undefined {
  let name = names.get(sql);
  if (!name && names.size < MAX_STATEMENTS) names.set(sql, (name = `s${names.size}`));
  return name;
}
