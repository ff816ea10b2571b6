import { DatabaseError } from 'pg';
import { UnavailableError } from '../common/http.errors.js';
import { markInfrastructure } from '../common/infrastructure.errors.js';

/** SQLSTATE classes and codes that mean "the server, not the statement": https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNAVAILABLE_CODES = new Set(['57P01', '57P02', '57P03', '53300', '25006', '40001', '40P01', '55P03', '57014']);
const NETWORK_CODES = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'ENOENT']);
const NETWORK_MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|not queryable/i;

export function isDatabaseUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = (error as { code?: string }).code ?? '';
  return (
    code.startsWith('08') ||
    UNAVAILABLE_CODES.has(code) ||
    NETWORK_CODES.has(code) ||
    NETWORK_MESSAGES.test(error.message)
  );
}

/**
 * Turns a lost database into the one error that callers and workers know. What the server itself reports is marked as
 * such, and everything else is left alone.
 */
export function asUnavailable(error: unknown): unknown {
  if (isDatabaseUnavailable(error))
    return new UnavailableError('The database', markInfrastructure(error, 'postgresql'));
  return error instanceof DatabaseError ? markInfrastructure(error, 'postgresql') : error;
}

/** SQLSTATE of a unique violation, with the constraint that refused. */
export function violatedConstraint(error: unknown): string | undefined {
  const driver = (error as { driverError?: unknown })?.driverError ?? error;
  const { code, constraint } = (driver ?? {}) as { code?: string; constraint?: string };
  return code === '23505' ? constraint : undefined;
}
