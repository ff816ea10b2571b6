import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../../../observability/metrics.js';
import { Scrape } from '../../../observability/scrape.js';
import { CircuitBreakers } from './circuit.breakers.js';

/** Shows how many accounts are left alone; a circuit that nobody tries any more counts until its time is over. */
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
