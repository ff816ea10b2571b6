import { Module } from '@nestjs/common';
import { RecordEarlyReader } from './record.early-reader.js';
import { RecordRefresher } from './record.refresher.js';
import { RecordStore } from './record.store.js';

/** The records and the one rule by which they are written; webhooks and syncs both stand on it. */
@Module({
  providers: [RecordStore, RecordRefresher, RecordEarlyReader],
  exports: [RecordStore, RecordRefresher, RecordEarlyReader],
})
export class RecordsModule {}
