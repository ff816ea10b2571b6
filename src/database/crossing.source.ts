import { DataSource } from 'typeorm';
import { dataSourceOptions, type PoolOptions } from './data-source.options.js';

/** The pool behind {@link CrossTenant}: one of its own, the main one where the login is the same, or none. */
export class CrossingSource {
  private constructor(
    readonly dataSource: DataSource | null,
    private readonly isOwn: boolean,
  ) {}

  /** @param shared the main pool; whoever opened it closes it */
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
