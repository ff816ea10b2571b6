import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../../../observability/metrics.js';
import { Scrape } from '../../../observability/scrape.js';
import { CircuitBreakers } from './circuit.breakers.js';

/** Metric of the open circuits by provider. A circuit without calls counts until its open time ends. */
@Injectable()
export class CircuitGauge implements OnModuleInit {
  constructor(
    private readonly circuits: CircuitBreakers,
    private readonly metrics: Metrics,
    private readonly scrape: Scrape,
  ) {}

  onModuleInit(): void {
    this.scrape.before(async () => {
      for (const [provider, open] of this.circuits.countOpen()) this.metrics.circuitsOpen.set({ provider }, open);
    });
  }
}
