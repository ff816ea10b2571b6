import { Injectable } from '@nestjs/common';
import { Metrics } from './metrics.js';

/**
 * The text that Prometheus reads. Gauges of things outside this process are brought up to date when it asks, by
 * the parts that know them; each of those bounds its own time, and one that fails leaves its gauges out of date only.
 */
@Injectable()
export class Scrape {
  private readonly refreshers: (() => Promise<void>)[] = [];
  private current?: Promise<string>;

  constructor(private readonly metrics: Metrics) {}

  before(refresh: () => Promise<void>): void {
    this.refreshers.push(refresh);
  }

  /** Scrapers that come at the same time share an answer. */
  text(): Promise<string> {
    return (this.current ??= this.collect().finally(() => (this.current = undefined)));
  }

  private async collect(): Promise<string> {
    await Promise.allSettled(this.refreshers.map((refresh) => refresh()));
    return this.metrics.registry.metrics();
  }
}
