export interface TableWrite {
  /** `null`: the table name is a value, as in `UPDATE ${table}`. */
  table: string | null;
  line: number;
}

const STATEMENT = String.raw`\b(?:INSERT\s+INTO|DELETE\s+FROM|MERGE\s+INTO|TRUNCATE(?:\s+TABLE)?|UPDATE|COPY)\s+(?:ONLY\s+)?`;
const TABLE = String.raw`(?:(?:"?public"?\.)?"?([a-z_][a-z0-9_]*)"?|\$\{([^}]*)\})`;
/**
 * Matches upper-case keywords, as all SQL here has them. `UPDATE` must be followed by `SET`, because `FOR UPDATE OF x`
 * and `DO UPDATE` do not write x.
 */
const WRITE = new RegExp(`${STATEMENT}${TABLE}(?=([^;]*))`, 'g');
const IS_UPDATE = /^UPDATE/;
const SETS = /^\s+(?:AS\s+)?(?:[a-z_]+\s+)?SET\b/;

/** Every statement in the text of a file that writes a table. */
export function tableWrites(text: string): TableWrite[] {
  const code = withoutComments(text);
  return [...code.matchAll(WRITE)]
    .filter(([statement, , , rest = '']) => !IS_UPDATE.test(statement) || SETS.test(rest))
    .map(({ index, 1: table }) => ({ table: table ?? null, line: code.slice(0, index).split('\n').length }));
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, (comment) => comment.replaceAll(/[^\n]/g, ' '));
}
