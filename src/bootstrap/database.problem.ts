const NETWORK = /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|EPIPE|EADDR)/;

/** What each refusal of PostgreSQL asks for: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const REFUSALS: Readonly<Record<string, string>> = {
  '28P01': 'PostgreSQL refuses the login: correct the user or the password',
  '28000': 'PostgreSQL refuses the login: correct the user, or allow it in pg_hba.conf',
  '3D000': 'there is no such database: create it, or correct the name',
  '42501': 'the login may not connect: grant it CONNECT on the database',
  '53300': 'PostgreSQL has no connection left: raise max_connections, or lower DATABASE_POOL_SIZE',
  '57P03': 'PostgreSQL is starting up or shutting down: try again in a moment',
};

/** One line that says how to correct DATABASE_URL, without its value. */
export function databaseProblem(error: unknown): string {
  const code = codeOf(error);
  const refusal = code && REFUSALS[code];
  if (refusal) return `DATABASE_URL: ${refusal}`;
  const timedOut = error instanceof Error && /timeout|terminated/i.test(error.message);
  if (timedOut || (code && NETWORK.test(code))) {
    return `DATABASE_URL: no PostgreSQL answers there (${code ?? 'timeout'}): start it, or correct the address`;
  }
  const [line] = error instanceof Error ? error.message.split('\n') : [];
  return `DATABASE_URL: cannot connect (${code ?? line ?? 'unknown'}): correct it, or look into the server's log`;
}

/** Node tries several addresses of one name, and then says what was wrong with each. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof AggregateError && !('code' in error)) return codeOf(error.errors[0]);
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
