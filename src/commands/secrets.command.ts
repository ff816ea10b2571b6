import { randomBytes } from 'node:crypto';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { ENV_FILE } from '../config/environment-file.parser.js';

/** A failure with what to do about it. */
export class SecretsError extends Error {
  override readonly name = 'SecretsError';
}

/** In hex: nothing has to be quoted in a URL, a shell or a Compose file. */
const secret = (): string => randomBytes(32).toString('hex');

/** The text of a `.env` with everything that can be made up. No two calls give the same. */
export function freshSecrets(): string {
  return `# Made by "npm run secrets". Keep it out of version control. All variables: .env.example
JWT_SECRET=${secret()}
INTERNAL_SERVICE_KEY=${secret()}
INTERNAL_SERVICE_SECRET=${secret()}
ENCRYPTION_KEYS=k1:${randomBytes(32).toString('base64')}
METRICS_TOKEN=${secret()}

# For docker compose: logins of PostgreSQL (the service's, the superuser's) and of Redis
POSTGRES_PASSWORD=${secret()}
POSTGRES_ADMIN_PASSWORD=${secret()}
REDIS_PASSWORD=${secret()}
`;
}

/**
 * Writes it where nothing is yet, readable by its owner alone.
 * @throws SecretsError when something is there, or it cannot be written
 */
export function writeSecrets(path: string): void {
  let file: number;
  try {
    // Exclusive: a link that leads elsewhere counts as something that is there.
    file = openSync(path, 'wx', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST')
      throw new SecretsError(`${ENV_FILE} exists and stays as it is: move it away to get a new one`);
    throw new SecretsError(`${ENV_FILE} cannot be written (${code}): make the working directory writable`);
  }
  try {
    writeFileSync(file, freshSecrets());
  } finally {
    closeSync(file);
  }
}
