import { Global, Module, type DynamicModule, type OnApplicationBootstrap } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CrossTenant } from './cross-tenant.js';
import { Database } from './database.js';
import { dataSourceOptions, type PoolOptions } from './data-source.options.js';
import { assertServiceRole } from './service-role.js';

@Global()
@Module({})
export class DatabaseModule implements OnApplicationBootstrap {
  constructor(private readonly dataSource: DataSource) {}

  static with(pool: PoolOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(pool), retryAttempts: 3, retryDelay: 500 })],
      providers: [Database, CrossTenant],
      exports: [Database, CrossTenant],
    };
  }

  onApplicationBootstrap(): Promise<void> {
    return assertServiceRole(this.dataSource);
  }
}
