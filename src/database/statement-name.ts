import { createHash } from 'node:crypto';

const names = new Map<string, string>();
const MAX_STATEMENTS = 2_000;
/** Long enough that no two statements of a process share a name, and short compared with PostgreSQL's 63 characters. */
const HASH_LENGTH = 16;
const PURPOSE_LENGTH = 40;
const VERB = /\b(select|insert|update|delete|call|with)\b/i;
const SUBJECT = /\b(?:into|update|from|call)\s+(?:only\s+)?"?([a-z_]\w*)/i;

/**
 * Names a statement, so that PostgreSQL parses and plans it once for each connection instead of each call. The name
 * depends on the text only, so two processes that share connections through a pooler mean the same statement by it.
 */
export function statementName(sql: string): string | undefined {
  let name = names.get(sql);
  if (!name && names.size < MAX_STATEMENTS) names.set(sql, (name = nameOf(sql)));
  return name;
}

/** A name that is readable in pg_stat_statements: `update_webhook_events_5f0c…`. */
function nameOf(sql: string): string {
  const hash = createHash('sha256').update(sql).digest('hex').slice(0, HASH_LENGTH);
  const purpose = [VERB, SUBJECT].map((part) => part.exec(sql)?.[1]?.toLowerCase()).filter(Boolean);
  return [purpose.join('_').slice(0, PURPOSE_LENGTH) || 'statement', hash].join('_');
}
