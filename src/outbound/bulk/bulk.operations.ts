import { Injectable, type OnModuleInit } from '@nestjs/common';
import { BatchOperations } from '../../batches/batch.operations.js';
import { Importer } from './importer.js';
import { Repusher } from './repusher.js';

/** Brings the operations of `POST /sync/batch` that push. */
@Injectable()
export class BulkOperations implements OnModuleInit {
  constructor(
    private readonly operations: BatchOperations,
    private readonly repusher: Repusher,
    private readonly importer: Importer,
  ) {}

  onModuleInit(): void {
    this.operations.add('repush', this.repusher);
    this.operations.add('import', this.importer);
  }
}
