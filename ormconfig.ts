import { DataSource } from 'typeorm';
import { loadConfig } from './src/config/config.js';
import { readEnvironment } from './src/config/environment.file.js';
import { dataSourceOptions } from './src/database/data-source.options.js';

const { databaseUrl, limits } = loadConfig(readEnvironment());
if (!databaseUrl) throw new Error('DATABASE_URL is missing');

/** For the TypeORM command line: `typeorm -d dist/ormconfig.js migration:show`. */
export default new DataSource(
  dataSourceOptions({
    url: databaseUrl,
    poolSize: limits.DATABASE_POOL_SIZE,
    statementTimeoutMs: 0,
    applicationName: 'typeorm-cli',
  }),
);
