import { Module } from '@nestjs/common';
import { RecordEarlyReader } from './record.early-reader.js';
import { RecordIsolator } from './record.isolator.js';
import { RecordRefresher } from './record.refresher.js';
import { RecordStore } from './record.store.js';

/** The records and the one rule by which they are written; webhooks and syncs both stand on it. */
@Module({
  providers: [RecordStore, RecordIsolator, RecordRefresher, RecordEarlyReader],
  exports: [RecordStore, RecordIsolator, RecordRefresher, RecordEarlyReader],
})
export class RecordsModule {}
