import { Injectable } from '@nestjs/common';
import type { SealedTable } from './sealed.table.js';

/**
 * The tables of encrypted secrets. The module that owns a table registers it. A spec compares them with the schema. Key
 * rotation counts the secrets of a table that is missing here as unreadable.
 */
@Injectable()
export class SealedTables {
  private readonly tables = new Map<string, SealedTable>();

  register(...tables: readonly SealedTable[]): void {
    for (const table of tables) this.tables.set(table.name, table);
  }

  all(): readonly SealedTable[] {
    return [...this.tables.values()];
  }
}
