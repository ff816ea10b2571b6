import { Module } from '@nestjs/common';
import { GapStore } from './gap.store.js';
import { WebhookWatchStore } from './webhook-watch.store.js';

/** What may be missing of an integration, and whether its webhooks still arrive. */
@Module({ providers: [GapStore, WebhookWatchStore], exports: [GapStore, WebhookWatchStore] })
export class CoverageModule {}
