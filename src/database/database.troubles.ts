/**
 * Kinds of trouble with PostgreSQL or with the connection to it. They are values of metric labels and health reasons,
 * so the set is bounded.
 */
export const DATABASE_TROUBLES = [
  'unreachable',
  'timeout',
  'authentication',
  'missing_database',
  'conflict',
  'disk_full',
  'out_of_memory',
  'too_many_connections',
  'resources',
  'statement_timeout',
  'session_timeout',
  'starting',
  'stopping',
  'intervention',
  'io_error',
  'internal',
  'read_only',
  'locked',
] as const;

export type DatabaseTrouble = (typeof DATABASE_TROUBLES)[number];

/**
 * SQLSTATE classes that blame the server, not the statement, by their first two characters:
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const CLASSES: Readonly<Record<string, DatabaseTrouble>> = {
  '08': 'unreachable',
  '28': 'authentication',
  '3D': 'missing_database',
  '40': 'conflict',
  '53': 'resources',
  '57': 'intervention',
  '58': 'io_error',
  XX: 'internal',
};

/**
 * Single codes: more exact names within those classes, and exceptions in classes that otherwise blame the statement.
 */
const CODES: Readonly<Record<string, DatabaseTrouble>> = {
  '25006': 'read_only',
  // The server ended the transaction or the connection because it took too long or was idle.
  '25P03': 'session_timeout',
  '25P04': 'session_timeout',
  '57P05': 'session_timeout',
  '53100': 'disk_full',
  '53200': 'out_of_memory',
  '53300': 'too_many_connections',
  '55P03': 'locked',
  '57014': 'statement_timeout',
  '57P01': 'stopping',
  '57P02': 'stopping',
  '57P03': 'starting',
  '57P04': 'missing_database',
};

export function troubleOfState(sqlState: string): DatabaseTrouble | undefined {
  return CODES[sqlState] ?? CLASSES[sqlState.slice(0, 2)];
}

/**
 * Troubles that affect every caller. Once the probe finds one, the process refuses all work. Other troubles may not
 * affect everyone: open connections survive a changed password or a full connection limit, and a slow statement may
 * succeed later.
 */
const CERTAIN: ReadonlySet<DatabaseTrouble> = new Set<DatabaseTrouble>([
  'unreachable',
  'disk_full',
  'out_of_memory',
  'resources',
  'starting',
  'stopping',
  'intervention',
  'io_error',
  'internal',
  'read_only',
  'locked',
]);

export function isCertain(trouble: DatabaseTrouble): boolean {
  return CERTAIN.has(trouble);
}
