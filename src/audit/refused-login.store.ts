import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { NO_TENANT } from '../database/no-tenant.js';

export interface RefusedLogin {
  /** An IPv4 address, the first 64 bits of an IPv6 one, or `others`. */
  address: string;
  /** The error code of the refusal. */
  reason: string;
  count: number;
  /** Time of the first refusal, by this process's clock. */
  from: Date;
  /** Time of the last refusal. */
  until: Date;
}

const INSERT_SQL = `
  INSERT INTO audit_log (tenant_id, id, actor, action, target, detail)
  SELECT $1, new_id(), r.actor, 'login.refused', NULL, r.detail::jsonb
  FROM unnest($2::text[], $3::text[]) AS r (actor, detail)`;

/** Rows of `audit_log` for clients that were not authenticated. They belong to no tenant. */
@Injectable()
export class RefusedLoginStore {
  constructor(private readonly database: Database) {}

  async insert(logins: readonly RefusedLogin[]): Promise<void> {
    const actors = logins.map(({ address }) => `client:${address}`);
    const details = logins.map((login) => JSON.stringify(login));
    await this.database.inTenant(NO_TENANT, (tx) => tx.execute(INSERT_SQL, [NO_TENANT, actors, details]));
  }
}
