import { DatabaseError } from 'pg';
import { markInfrastructure } from '../common/infrastructure.errors.js';
import { DatabaseUnavailableError } from './database-unavailable.error.js';
import { reportDatabaseFailure } from './database.failures.js';
import { troubleOfState, type DatabaseTrouble } from './database.troubles.js';

/** Messages of the driver about connections, which have no codes. */
const TIMEOUT_MESSAGES =
  /timeout exceeded when trying to connect|connection timeout|read timeout|has not answered in time/i;
const CONNECTION_MESSAGES =
  /connection terminated|client has encountered a connection error|not queryable|client was closed|cannot use a pool after/i;
/** Must be tested before SQLSTATE, because EPIPE also matches that pattern. */
const NETWORK = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/;
const SQLSTATE = /^[0-9A-Z]{5}$/;
/** Limits the search. This service creates no error with more nested causes. */
const MAX_DEPTH = 3;

interface DriverError {
  code?: unknown;
  severity?: unknown;
  syscall?: unknown;
  driverError?: unknown;
  errors?: unknown;
}

/**
 * The only place that distinguishes trouble with PostgreSQL from a faulty statement.
 * @param error as the driver, its pool or TypeORM threw it
 * @returns `undefined`: the statement, or the code that sent it, is faulty
 */
export function troubleOf(error: unknown, depth = 0): DatabaseTrouble | undefined {
  if (!(error instanceof Error) || depth > MAX_DEPTH) return undefined;
  const { code, severity, syscall, driverError, errors } = error as Error & DriverError;
  if (driverError && driverError !== error) return troubleOf(driverError, depth + 1);
  if (typeof code === 'string' && (typeof syscall === 'string' || NETWORK.test(code))) {
    return code === 'ETIMEDOUT' ? 'timeout' : 'unreachable';
  }
  if (typeof code === 'string' && SQLSTATE.test(code)) return troubleOfState(code) ?? ofSeverity(severity);
  // Node tries all addresses of a host name, and reports one error for each. The first error is used.
  if (Array.isArray(errors)) return troubleOf(errors[0], depth + 1);
  if (TIMEOUT_MESSAGES.test(error.message)) return 'timeout';
  return CONNECTION_MESSAGES.test(error.message) ? 'unreachable' : undefined;
}

/** After an error of this severity the connection is gone, whatever the code. */
function ofSeverity(severity: unknown): DatabaseTrouble | undefined {
  return severity === 'FATAL' || severity === 'PANIC' ? 'unreachable' : undefined;
}

export function isDatabaseUnavailable(error: unknown): boolean {
  return error instanceof DatabaseUnavailableError || troubleOf(error) !== undefined;
}

/** Turns trouble with PostgreSQL into a DatabaseUnavailableError, and returns other errors unchanged. */
export function asUnavailable(error: unknown): unknown {
  const trouble = troubleOf(error);
  if (trouble) return reported(new DatabaseUnavailableError(trouble, { cause: error }));
  return error instanceof DatabaseError ? markInfrastructure(error, 'postgresql') : error;
}

/** The same for an attempt to connect. Such a failure is never the fault of a statement. */
export function asUnreachable(error: unknown): DatabaseUnavailableError {
  return reported(new DatabaseUnavailableError(troubleOf(error) ?? 'unreachable', { cause: error }));
}

function reported(error: DatabaseUnavailableError): DatabaseUnavailableError {
  reportDatabaseFailure(error);
  return error;
}

/** The constraint that caused a unique violation (SQLSTATE 23505). `undefined`: another error. */
export function violatedConstraint(error: unknown): string | undefined {
  const driver = (error as { driverError?: unknown })?.driverError ?? error;
  const { code, constraint } = (driver ?? {}) as { code?: string; constraint?: string };
  return code === '23505' ? constraint : undefined;
}
