import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import type { ProviderPort } from './provider.port.js';
import { PROVIDERS, type ProviderEntry } from './providers.list.js';
import { ProviderRegistry } from './providers.registry.js';
import { ProviderBlocks } from './calls/block/provider.blocks.js';
import { CircuitBreakers } from './calls/circuit/circuit.breakers.js';
import { CircuitGauge } from './calls/circuit/circuit.gauge.js';
import { ProviderCalls } from './calls/provider.calls.js';
import { RateBudget } from './calls/rate-budget.js';
import { SharedState } from './calls/redis/shared.state.js';

const shared = [
  SharedState,
  {
    provide: RateBudget,
    inject: [CONFIG, SharedState],
    useFactory: ({ limits }: Config, state: SharedState) => new RateBudget(limits, state),
  },
  {
    provide: CircuitBreakers,
    inject: [CONFIG, SharedState],
    useFactory: ({ limits }: Config, state: SharedState) => new CircuitBreakers(limits, state),
  },
  {
    provide: ProviderBlocks,
    inject: [CONFIG, SharedState],
    useFactory: ({ limits }: Config, state: SharedState) =>
      new ProviderBlocks(limits.PROVIDER_BLOCK_RECHECK_SECONDS, state),
  },
];

/**
 * Loaded with the application, so that commands that only read the configuration load no SDK. One after the other: providers
 * share modules, and loaders of tests fail when two imports link the same one at a time.
 */
const classes: Awaited<ReturnType<ProviderEntry['load']>>['default'][] = [];
for (const { load } of PROVIDERS) classes.push((await load()).default);

@Module({
  providers: [
    ...shared,
    CircuitGauge,
    ProviderCalls,
    ...classes.map((Provider) => ({
      provide: Provider,
      inject: [CONFIG, ProviderCalls],
      useFactory: (config: Config, calls: ProviderCalls) => new Provider(config, calls),
    })),
    {
      provide: ProviderRegistry,
      inject: classes,
      useFactory: (...providers: ProviderPort[]) => new ProviderRegistry(providers),
    },
  ],
  exports: [ProviderRegistry, ProviderBlocks],
})
export class ProvidersModule {}
