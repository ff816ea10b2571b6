import { Module } from '@nestjs/common';
import { RecordEarlyReader } from './record.early-reader.js';
import { RecordIsolator } from './record.isolator.js';
import { RecordListeners } from './record.listeners.js';
import { RecordRefresher } from './record.refresher.js';
import { RecordStore } from './record.store.js';

/** The records and the one rule by which they are written; webhooks and syncs both stand on it. */
@Module({
  providers: [RecordListeners, RecordStore, RecordIsolator, RecordRefresher, RecordEarlyReader],
  exports: [RecordListeners, RecordStore, RecordIsolator, RecordRefresher, RecordEarlyReader],
})
export class RecordsModule {}
