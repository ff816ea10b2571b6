import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/transaction.js';

export interface RecordOwner {
  tenantId: string;
  integrationId: string;
}

/** Records as the provider has sent them, by column. */
export interface WrittenRecords {
  types: readonly string[];
  /** Text of a JSON array. */
  json: string;
}

/** Reads records of some types while they are written. Other modules implement it. */
export interface RecordListener {
  readonly types: ReadonlySet<string>;
  /** Called in the transaction of the write, whether or not the records were new. If it throws, the write is rolled back. */
  wrote(tx: Transaction, owner: RecordOwner, records: WrittenRecords): Promise<void>;
  /**
   * Called with the events of an integration before the objects are read that they name: an event may say what its object
   * no longer does by then. Events may come several times, and in any order.
   */
  told?(owner: RecordOwner, provider: string, bodies: readonly Buffer[]): Promise<void>;
}

/** Calls the listeners of all modules. What no listener reads costs one look at its type. */
@Injectable()
export class RecordListeners {
  private readonly listeners: RecordListener[] = [];

  add(listener: RecordListener): void {
    this.listeners.push(listener);
  }

  async wrote(tx: Transaction, owner: RecordOwner, records: WrittenRecords): Promise<void> {
    for (const listener of this.listeners) {
      if (records.types.some((type) => listener.types.has(type))) await listener.wrote(tx, owner, records);
    }
  }

  async told(owner: RecordOwner, provider: string, bodies: readonly Buffer[]): Promise<void> {
    for (const listener of this.listeners) await listener.told?.(owner, provider, bodies);
  }
}
