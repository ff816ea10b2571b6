import type { DataSource } from 'typeorm';
import { poolOf } from './pool.js';

export interface PoolCount {
  idle: number;
  busy: number;
  /** Callers that wait for a connection. */
  waiting: number;
}

/** Connections of this process to PostgreSQL, of its main pools together. */
export class PoolCounts {
  private readonly sources: readonly DataSource[];

  /** @param sources the same pool may be given twice */
  constructor(...sources: (DataSource | null)[]) {
    this.sources = [...new Set(sources.filter((source) => source !== null))];
  }

  read(): PoolCount {
    const total: PoolCount = { idle: 0, busy: 0, waiting: 0 };
    for (const source of this.sources) {
      const { idleCount, totalCount, waitingCount } = poolOf(source);
      total.idle += idleCount;
      total.busy += totalCount - idleCount;
      total.waiting += waitingCount;
    }
    return total;
  }
}
