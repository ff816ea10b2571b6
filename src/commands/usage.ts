const STORES = `  DATABASE_URL, REDIS_URL   where PostgreSQL and Redis are; without them they start embedded
  EMBEDDED_DIR              folder of the embedded ones (.local)`;

const MORE = 'A file .env in the working directory is read too; what is set wins. All variables: .env.example';

export const SERVICE_USAGE = `Usage: npm start, or node dist/src/main.js

Runs the service until SIGTERM or Ctrl-C. Everything is set by the environment, among others:
  HOST, PORT                where it listens (127.0.0.1 while sample secrets are in use, else 0.0.0.0; 3000)
  PUBLIC_URL                base of webhook and OAuth URLs (http://localhost:PORT)
  ROLES                     parts that this process runs (api,worker,scheduler)
${STORES}
  NODE_ENV=production       no embedded servers, no sample secrets, no migrations at the start
  JWT_SECRET, ENCRYPTION_KEYS, INTERNAL_SERVICE_KEY, INTERNAL_SERVICE_SECRET   "npm run secrets" makes them

${MORE}`;

export const MIGRATE_USAGE = `Usage: npm run migrate, or node dist/src/migrate.js

Runs the migrations that the database lacks, then exits.
${STORES}

${MORE}`;

export const TOKEN_USAGE = `Usage: npm run --silent token -- [--role ROLE] [--tenant UUID]

Prints a bearer token that is valid for 12 hours, signed with the first JWT_SECRET.
  --role     admin, venue-owner (default), venue_admin or venue-manager
  --tenant   the tenant that it is for; without it, one that is always the same
  JWT_SECRET, JWT_ALGORITHM (HS256, HS384, HS512), JWT_ISSUER, JWT_AUDIENCE   as the service has them

${MORE}`;

export const SECRETS_USAGE = `Usage: npm run secrets

Writes a file .env with fresh random secrets into the working directory, for the service and for docker compose.
A file .env that is there is never overwritten.`;
