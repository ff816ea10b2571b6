import { Global, Module, type DynamicModule, type OnApplicationShutdown, type Provider } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG, type Config } from '../config/config.js';
import { AdminDatabase } from './admin.database.js';
import { DatabaseAvailability } from './availability/database.availability.js';
import { WriteProbe } from './availability/write-probe.js';
import { CrossTenant } from './cross-tenant.js';
import { CrossingSource } from './crossing.source.js';
import { Database } from './database.js';
import { isSameLogin, type DatabasePools } from './database.pools.js';
import { DatabaseRoles } from './database.roles.js';
import { PoolCounts } from './pool.counts.js';
import { dataSourceOptions } from './data-source.options.js';

@Global()
@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(
    private readonly crossing: CrossingSource,
    private readonly admin: AdminDatabase,
  ) {}

  static with(pools: DatabasePools): DynamicModule {
    const own = [Database, DatabaseRoles, DatabaseAvailability, CrossTenant, AdminDatabase, PoolCounts];
    return {
      module: DatabaseModule,
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(pools.main), retryAttempts: 3, retryDelay: 500 })],
      providers: [Database, DatabaseRoles, availability(pools), ...crossingTenants(pools)],
      exports: own,
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.crossing.close(), this.admin.close()]);
  }
}

function availability({ main }: DatabasePools): Provider {
  return {
    provide: DatabaseAvailability,
    inject: [CONFIG],
    useFactory: ({ limits }: Config) =>
      new DatabaseAvailability(
        new WriteProbe(main, limits.DATABASE_PROBE_TIMEOUT_MS),
        limits.DATABASE_PROBE_INTERVAL_MS,
      ),
  };
}

function crossingTenants({ main, crossing, admin }: DatabasePools): Provider[] {
  return [
    {
      provide: CrossingSource,
      inject: [DataSource],
      useFactory: (shared: DataSource) =>
        crossing && !isSameLogin(main, crossing)
          ? CrossingSource.open(crossing)
          : CrossingSource.of(crossing && shared),
    },
    {
      provide: CrossTenant,
      inject: [CrossingSource, DatabaseAvailability],
      useFactory: ({ dataSource }: CrossingSource, refusing: DatabaseAvailability) =>
        new CrossTenant(dataSource, refusing),
    },
    {
      provide: PoolCounts,
      inject: [DataSource, CrossingSource],
      useFactory: (shared: DataSource, { dataSource }: CrossingSource) => new PoolCounts(shared, dataSource),
    },
    { provide: AdminDatabase, useFactory: () => new AdminDatabase(admin) },
  ];
}
