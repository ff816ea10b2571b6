import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../src/database/data-source.options.js';
import { Database } from '../../src/database/database.js';
import type { RecordBatch } from '../../src/providers/record-batch.js';
import { Stripping } from '../../src/providers/stripping/stripping.js';
import { RecordStore } from '../../src/records/record.store.js';
import type { SeededRandom } from './seeded.random.js';

const LARGEST_BATCH = 100;
const LONGEST_HOLD_SECONDS = 0.03;
const NOTHING_STRIPPED = new Stripping({ members: {} }, []);

class Undone extends Error {}

/**
 * Writes records as the service does, with many transactions at once. They commit in another order than they begin, and some
 * are rolled back.
 */
export class RecordWriters {
  private readonly store = new RecordStore();
  private state = 0;
  private written = 0;

  private constructor(
    private readonly dataSource: DataSource,
    private readonly owner: { tenantId: string; integrationId: string },
    private readonly random: SeededRandom,
    private readonly customers: number,
  ) {}

  static async connect(
    url: string,
    owner: { tenantId: string; integrationId: string },
    random: SeededRandom,
    { customers, writers }: { customers: number; writers: number },
  ): Promise<RecordWriters> {
    const pool = { url, poolSize: writers + 1, statementTimeoutMs: 600_000, applicationName: 'writers' };
    const dataSource = await new DataSource(dataSourceOptions(pool)).initialize();
    return new RecordWriters(dataSource, owner, random, customers);
  }

  /** Resolves when so many changes are committed. */
  async write(changes: number, writers: number): Promise<void> {
    const goal = this.written + changes;
    const one = async () => {
      while (this.written < goal) await this.transaction();
    };
    await Promise.all(Array.from({ length: writers }, one));
  }

  /** Writes one record in a transaction that stays open until `released`. */
  async hold(externalId: string, released: Promise<void>): Promise<void> {
    await new Database(this.dataSource).inTenant(this.owner.tenantId, async (tx) => {
      await this.store.write(
        tx,
        this.owner,
        NOTHING_STRIPPED,
        this.batch([externalId], () => false),
      );
      await released;
    });
  }

  async end(): Promise<void> {
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async transaction(): Promise<void> {
    const size = 1 + this.random.integer(LARGEST_BATCH);
    const ids = new Set(Array.from({ length: size }, () => `cus_written${this.random.integer(this.customers)}`));
    const batch = this.batch([...ids], () => this.random.integer(10) === 0);
    const isUndone = this.random.integer(20) === 0;
    try {
      const { created, updated, deleted } = await new Database(this.dataSource).inTenant(
        this.owner.tenantId,
        async (tx) => {
          const result = await this.store.write(tx, this.owner, NOTHING_STRIPPED, batch);
          await tx.execute(`SELECT pg_sleep($1)`, [(this.random.integer(100) / 100) * LONGEST_HOLD_SECONDS]);
          if (isUndone) throw new Undone();
          return result;
        },
      );
      this.written += created + updated + deleted;
    } catch (error) {
      if (!(error instanceof Undone)) throw error;
    }
  }

  /** Each state has its own second, so that there are no ties. */
  private batch(externalIds: string[], isDeleted: () => boolean): RecordBatch {
    const states = externalIds.map(() => ++this.state);
    const raw = externalIds.map((id, n) => ({ id, object: 'customer', name: `state ${states[n]}` }));
    return {
      types: externalIds.map(() => 'customers'),
      externalIds,
      dating: 'change',
      seconds: states.map((state) => 1_000_000 + state),
      deleted: externalIds.map(isDeleted),
      json: JSON.stringify(raw),
    };
  }
}
