import { Module } from '@nestjs/common';
import { Quotas } from './quotas.js';

/** What a tenant may have of each thing. */
@Module({ providers: [Quotas], exports: [Quotas] })
export class QuotasModule {}
