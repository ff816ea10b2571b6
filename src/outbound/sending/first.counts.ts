import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Metrics } from '../../observability/metrics.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';

/** Begins at 0 what an alert watches. Without that, the first difference would be the first value of its series. */
@Injectable()
export class FirstCounts implements OnModuleInit {
  constructor(
    private readonly metrics: Metrics,
    private readonly providers: ProviderRegistry,
  ) {}

  onModuleInit(): void {
    for (const port of this.providers.all()) {
      const provider = port.describe().name;
      const documents = (port.push?.targets ?? []).filter(({ isMoney }) => isMoney);
      for (const { name: target } of documents) this.metrics.booksAmountDiffers.inc({ provider, target }, 0);
    }
  }
}
