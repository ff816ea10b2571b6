import { Module } from '@nestjs/common';
import { BudgetWarnings } from './budget.warnings.js';
import { QuotaWarnings } from './quota.warnings.js';
import { Quotas } from './quotas.js';

/** Limits how many of each thing a tenant may have, and reports what is nearly used. */
@Module({ providers: [Quotas, QuotaWarnings, BudgetWarnings], exports: [Quotas] })
export class QuotasModule {}
