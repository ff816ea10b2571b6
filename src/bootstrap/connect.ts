import { DataSource } from 'typeorm';
import { ConfigError } from '../config/config.error.js';
import { dataSourceOptions, type PoolOptions } from '../database/data-source.options.js';
import { databaseProblem } from './database.problem.js';

/** @param variable the variable that holds the login; errors name it */
export async function withDataSource<T>(
  pool: PoolOptions,
  variable: string,
  work: (dataSource: DataSource) => Promise<T>,
): Promise<T> {
  const dataSource = await connect(pool, variable);
  try {
    return await work(dataSource);
  } finally {
    await dataSource.destroy();
  }
}

async function connect(pool: PoolOptions, variable: string): Promise<DataSource> {
  try {
    return await new DataSource(dataSourceOptions({ ...pool, poolSize: 3 })).initialize();
  } catch (error) {
    throw new ConfigError([databaseProblem(error, variable)]);
  }
}
