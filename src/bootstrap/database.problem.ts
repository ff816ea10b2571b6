const NETWORK = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|EPIPE|EADDR)/;

/** How to correct each refusal of PostgreSQL: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'PostgreSQL refuses the login: correct the user or the password',
  '28000': 'PostgreSQL refuses the login: correct the user, or allow it in pg_hba.conf',
  '3D000': 'there is no such database: create it, or correct the name',
  '42501': 'the login may not connect: grant it CONNECT on the database',
  '53300': 'PostgreSQL has no connection left: raise max_connections, or lower DATABASE_POOL_SIZE',
  '08P01':
    'a server before PostgreSQL refuses the settings of the connection: if it is a pooler, set DATABASE_POOLER=transaction (docs/operations.md)',
  '57P03': 'PostgreSQL is starting up or shutting down: try again in a moment',
};

/** One line that explains how to correct the variable. It does not contain the value. */
export function databaseProblem(error: unknown, variable = 'DATABASE_URL'): string {
  const code = codeOf(error);
  const refusal = code && REFUSALS[code];
  if (refusal) return `${variable}: ${refusal}`;
  const timedOut = error instanceof Error && /timeout|terminated/i.test(error.message);
  if (timedOut || (code && NETWORK.test(code))) {
    return `${variable}: no PostgreSQL answers at this address (${code ?? 'timeout'}): start it, or correct the address`;
  }
  const [line] = error instanceof Error ? error.message.split('\n') : [];
  return `${variable}: cannot connect (${code ?? line ?? 'unknown'}): correct it, or look into the server's log`;
}

/** Node tries all addresses of a host name, and reports one error for each. The first error is used. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && !('code' in error)) return codeOf(error.errors[0]);
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
