import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { MeteredBudget } from './usage/metered.budget.js';

/** Checks how much of a monthly budget of calls is used. */
@Module({})
export class UsageSchedulerModule implements OnApplicationBootstrap {
  constructor(private readonly budget: MeteredBudget) {}

  onApplicationBootstrap(): void {
    this.budget.start();
  }
}
