import { DatabaseError } from 'pg';
import { markInfrastructure } from '../common/infrastructure.errors.js';
import { DatabaseUnavailableError } from './database-unavailable.error.js';
import { reportDatabaseFailure } from './database.failures.js';
import { troubleOfState, type DatabaseTrouble } from './database.troubles.js';

/** What the driver says about a connection in its own words; it has no codes for them. */
const TIMEOUT_MESSAGES =
  /timeout exceeded when trying to connect|connection timeout|read timeout|has not answered in time/i;
const CONNECTION_MESSAGES =
  /connection terminated|client has encountered a connection error|not queryable|client was closed|cannot use a pool after/i;
/** EPIPE looks like a SQLSTATE. */
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/;
const SQLSTATE = /^[0-9A-Z]{5}$/;
/** An error with more causes than this is not of our making. */
const MAX_DEPTH = 3;

interface DriverError {
  code?: unknown;
  severity?: unknown;
  syscall?: unknown;
  driverError?: unknown;
  errors?: unknown;
}

/**
 * The one place that tells trouble with PostgreSQL from a statement's own fault.
 * @param error as the driver, its pool or TypeORM threw it
 * @returns `undefined`: the statement is to blame, or the code that made it
 */
export function troubleOf(error: unknown, depth = 0): DatabaseTrouble | undefined {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return undefined;
  const { code, severity, syscall, driverError, errors } = error as Error & DriverError;
  if (driverError && driverError !== error) return troubleOf(driverError, depth + 1);
  if (typeof code === 'string' && (typeof syscall === 'string' || NETWORK.test(code))) {
    return code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
  }
  if (typeof code === 'string' && SQLSTATE.test(code)) return troubleOfState(code) ?? ofSeverity(severity);
  // Node tries several addresses of one name, and then says what was wrong with each.
  if (Array.isArray(errors)) return troubleOf(errors[0], depth + 1);
  if (TIMEOUT_MESSAGES.test(error.message)) return 'timeout';
  return CONNECTION_MESSAGES.test(error.message) ? 'unreachable' : undefined;
}

/** Whatever the code: after one of these the connection is gone. */
function ofSeverity(severity: unknown): DatabaseTrouble | undefined {
  return severity === 'FATAL' || severity === 'PANIC' ? 'unreachable' : undefined;
}

export function isDatabaseUnavailable(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError || troubleOf(error) !== undefined;
}

/** Turns trouble with PostgreSQL into the one error that callers and workers know; leaves everything else alone. */
export function asUnavailable(error: unknown): unknown {
  const trouble = troubleOf(error);
  if (trouble) return reported(new DatabaseUnavailableError(trouble, { cause: error }));
  return error instanceof DatabaseError ? markInfrastructure(error, 'postgresql') : error;
}

/** The same for an attempt to connect, of which no failure is a statement's fault. */
export function asUnreachable(error: unknown): DatabaseUnavailableError {
  return reported(new DatabaseUnavailableError(troubleOf(error) ?? 'unreachable', { cause: error }));
}

function reported(error: DatabaseUnavailableError): DatabaseUnavailableError {
  reportDatabaseFailure(error);
  return error;
}

/** SQLSTATE of a unique violation, with the constraint that refused. */
export function violatedConstraint(error: unknown): string | undefined {
  const driver = (error as { driverError?: unknown })?.driverError ?? error;
  const { code, constraint } = (driver ?? {}) as { code?: string; constraint?: string };
  return code === '23505' ? constraint : undefined;
}

/**
 * Whether PostgreSQL refuses a value for what it is, at every try: data that no type can hold (class 22), or that exceeds a
 * limit of the server (class 54).
 */
export function refusedContent(error: unknown): 'unreadable' | 'too_large' | undefined {
  const driver = (error as { driverError?: unknown })?.driverError ?? error;
  const { code } = (driver ?? {}) as { code?: unknown };
  if (typeof code !== 'string' || !SQLSTATE.test(code)) return undefined;
  if (code.startsWith('22')) return 'unreadable';
  return code.startsWith('54') ? 'too_large' : undefined;
}
