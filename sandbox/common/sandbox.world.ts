import { FaultRegistry } from './fault.registry.js';
import { IdempotencyStore } from './idempotency.store.js';
import { LatencyRules } from './latency.rules.js';
import { RequestCounter } from './request.counter.js';
import { SandboxClock } from './sandbox.clock.js';
import { WriteLog } from './write.log.js';

/** What a vendor's API and its control calls share, for any vendor. */
export abstract class SandboxWorld<Account> {
  readonly clock = new SandboxClock();
  readonly faults = new FaultRegistry();
  readonly latency = new LatencyRules();
  readonly counter = new RequestCounter();
  readonly idempotency = new IdempotencyStore(this.clock);
  readonly writes = new WriteLog(() => this.clock.milliseconds());
  readonly accounts = new Map<string, Account>();
  /** Where this sandbox listens; known once it does. */
  baseUrl = '';
  abstract readonly webhooks: { close(): void };

  close(): void {
    this.webhooks.close();
  }
}
