import { Inject, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { isSeparateLogin } from './login.separation.js';
import { assertServiceRole } from './service-role.js';

/** `separate`: PostgreSQL limits the API's login to one tenant at a time, even if SQL is injected. */
export type DatabaseRolesMode = 'single' | 'separate';

/** Whether the API and the workers have separate database logins. Checked when the process starts. */
@Injectable()
export class DatabaseRoles implements OnApplicationBootstrap {
  private readonly logger = new Logger(DatabaseRoles.name);
  private current: DatabaseRolesMode = 'single';

  constructor(
    private readonly dataSource: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get mode(): DatabaseRolesMode {
    return this.current;
  }

  async onApplicationBootstrap(): Promise<void> {
    const { ownsTables } = await assertServiceRole(this.dataSource);
    this.current = isSeparateLogin(this.config, ownsTables) ? 'separate' : 'single';
    if (this.current === 'single' && this.config.production) {
      this.logger.warn(
        'One database login serves the API and the workers: SQL injected into the API could read every tenant. Set DATABASE_API_URL (docs/operations.md)',
      );
    }
  }
}
