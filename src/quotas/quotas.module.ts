import { Module } from '@nestjs/common';
import { Quotas } from './quotas.js';

/** Limits how many of each thing a tenant may have. */
@Module({ providers: [Quotas], exports: [Quotas] })
export class QuotasModule {}
