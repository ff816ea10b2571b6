import { DataSource } from 'typeorm';
import { dataSourceOptions, type PoolOptions } from './data-source.options.js';

/**
 * The pool of {@link CrossTenant}. It is the main pool if the login is the same. A process that only serves the API has
 * none.
 */
export class CrossingSource {
  private constructor(
    readonly dataSource: DataSource | null,
    private readonly isOwn: boolean,
  ) {}

  /** @param shared the main pool. It is not closed here. */
  static of(shared: DataSource | null): CrossingSource {
    return new CrossingSource(shared, false);
  }

  static async open(pool: PoolOptions): Promise<CrossingSource> {
    return new CrossingSource(await new DataSource(dataSourceOptions(pool)).initialize(), true);
  }

  async close(): Promise<void> {
    if (this.isOwn) await this.dataSource?.destroy();
  }
}
