import { DataSource } from 'typeorm';
import { loadConfig } from './src/config/config.js';
import { dataSourceOptions } from './src/database/data-source.options.js';

const { databaseMigrationUrl, limits } = loadConfig();
if (!databaseMigrationUrl) throw new Error('DATABASE_URL is missing');

/** For the TypeORM command line: `typeorm -d dist/ormconfig.js migration:show`. */
export default new DataSource(
  dataSourceOptions({
    url: databaseMigrationUrl,
    poolSize: limits.DATABASE_POOL_SIZE,
    statementTimeoutMs: 0,
    applicationName: 'typeorm-cli',
  }),
);
