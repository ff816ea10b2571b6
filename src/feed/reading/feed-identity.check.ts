import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '../../database/database.js';

const IDENTITY_SQL = `SELECT feed_identity() LIKE '%unknown%' AS "isPartial"`;

/** Says at the start of the process if PostgreSQL does not tell enough to recognise every restore. */
@Injectable()
export class FeedIdentityCheck implements OnApplicationBootstrap {
  private readonly logger = new Logger(FeedIdentityCheck.name);

  constructor(private readonly database: Database) {}

  async onApplicationBootstrap(): Promise<void> {
    const [row] = await this.database.call<{ isPartial: boolean }>(IDENTITY_SQL, []);
    if (!row?.isPartial) return;
    this.logger.warn(
      'PostgreSQL does not let the owner of the tables call pg_control_system(), pg_walfile_name() or pg_current_wal_lsn(): some restores are not recognised, and cursors of the change feed from before must not be used after one',
    );
  }
}
