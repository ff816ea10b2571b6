import { UnavailableError } from '../../common/http.errors.js';

/**
 * Replaces `Database` where only `request_replays` is used. It implements the primary key of that table and nothing
 * else.
 */
export class ReplaysDatabase {
  readonly rows = new Map<string, Date>();
  away = false;

  async platform(sql: string, [service, token, expiresAt]: [string, Buffer, Date]): Promise<object[]> {
    if (this.away) throw new UnavailableError('The database');
    if (!sql.startsWith('INSERT INTO request_replays')) throw new Error(`unexpected statement: ${sql}`);
    const key = `${service}|${token.toString('hex')}`;
    if (this.rows.has(key)) return [];
    this.rows.set(key, expiresAt);
    return [{ service }];
  }
}
