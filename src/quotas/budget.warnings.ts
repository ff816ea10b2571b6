import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Database } from '../database/database.js';
import { NO_TENANT } from '../database/no-tenant.js';
import { MeteredBudget } from '../observability/usage/metered.budget.js';
import { QuotaWarnings } from './quota.warnings.js';

/** Reports to the platform that a provider's monthly budget of calls is nearly used. It belongs to no tenant. */
@Injectable()
export class BudgetWarnings implements OnModuleInit {
  constructor(
    private readonly budget: MeteredBudget,
    private readonly database: Database,
    private readonly warnings: QuotaWarnings,
  ) {}

  onModuleInit(): void {
    this.budget.onStep(({ provider, calls, limit }) =>
      this.database.inTenant(NO_TENANT, (tx) =>
        this.warnings.note(tx, { quota: 'monthly_calls', of: provider, used: calls, limit }),
      ),
    );
  }
}
