import { Injectable } from '@nestjs/common';
import type { Principal } from '../auth/principal.js';

export interface BatchRequest {
  integrationId: string;
  /** Names of entities; `null`: every one. */
  entities: readonly string[] | null;
  /** Lines of an upload; `null`: there is none. */
  rows: Buffer | null;
}

export interface ImportedRows {
  accepted: number;
  stale: number;
  rejected: number;
  /** The first of those that were rejected. */
  errors: { line: number; id: string | null; errors: { field: string; code: string; message: string }[] }[];
}

export interface BatchOutcome {
  /** Batches of pushed items that it has made. */
  batchIds: string[];
  /** Of an upload. */
  rows: ImportedRows | null;
}

/** An operation of `POST /sync/batch` that belongs to another module. */
export interface BatchOperation {
  start(principal: Principal, request: BatchRequest): Promise<BatchOutcome>;
}

/** The operations that other modules bring. A module adds its own when it is started. */
@Injectable()
export class BatchOperations {
  private readonly byName = new Map<string, BatchOperation>();

  add(name: string, operation: BatchOperation): void {
    this.byName.set(name, operation);
  }

  /** @throws Error when no module has brought it, which is a defect */
  get(name: string): BatchOperation {
    const operation = this.byName.get(name);
    if (!operation) throw new Error(`No module has the batch operation "${name}"`);
    return operation;
  }
}
