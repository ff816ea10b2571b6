import { DatabaseUnavailableError } from './database-unavailable.error.js';

/**
 * Limits how long the caller waits. The statement itself continues until PostgreSQL ends it.
 * @throws DatabaseUnavailableError after that time
 */
export async function answeredWithin<T>(milliseconds: number, statement: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseUnavailableError('timeout')), milliseconds);
  });
  try {
    return await Promise.race([statement, limit]);
  } finally {
    clearTimeout(timer);
  }
}
