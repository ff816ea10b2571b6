import { Injectable } from '@nestjs/common';
import { Metrics } from './metrics.js';

/**
 * The text for Prometheus. Gauges about things outside this process are updated when Prometheus reads them, by the
 * modules that know them. Each module limits its own time. If one fails, only its own gauges are outdated.
 */
@Injectable()
export class Scrape {
  private readonly refreshers: (() => Promise<void>)[] = [];
  private current?: Promise<string>;

  constructor(private readonly metrics: Metrics) {}

  before(refresh: () => Promise<void>): void {
    this.refreshers.push(refresh);
  }

  /** Concurrent requests share one response. */
  text(): Promise<string> {
    return (this.current ??= this.collect().finally(() => (this.current = undefined)));
  }

  private async collect(): Promise<string> {
    await Promise.allSettled(this.refreshers.map((refresh) => refresh()));
    return this.metrics.registry.metrics();
  }
}
