import { Module } from '@nestjs/common';
import { RecordRefresher } from './record.refresher.js';
import { RecordStore } from './record.store.js';

/** The records and the one rule by which they are written; webhooks and syncs both stand on it. */
@Module({ providers: [RecordStore, RecordRefresher], exports: [RecordStore, RecordRefresher] })
export class RecordsModule {}
