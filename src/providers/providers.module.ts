import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { PROVIDERS } from './providers.list.js';
import { ProviderRegistry } from './providers.registry.js';
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
];

@Module({
  providers: [
    ...shared,
    CircuitGauge,
    ProviderCalls,
    {
      provide: ProviderRegistry,
      inject: [CONFIG, ProviderCalls],
      useFactory: async (config: Config, calls: ProviderCalls) => {
        const modules = await Promise.all(PROVIDERS.map(({ load }) => load()));
        return new ProviderRegistry(modules.map(({ default: Provider }) => new Provider(config, calls)));
      },
    },
  ],
  exports: [ProviderRegistry],
})
export class ProvidersModule {}
