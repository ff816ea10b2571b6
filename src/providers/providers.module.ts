import { Module } from '@nestjs/common';
import type { ProviderPort } from './provider.port.js';
import { ProviderRegistry, PROVIDERS } from './providers.registry.js';
import { ProviderCalls } from './calls/provider.calls.js';
import { RateBudget } from './calls/rate-budget.js';

@Module({
  providers: [
    RateBudget,
    ProviderCalls,
    ...PROVIDERS,
    {
      provide: ProviderRegistry,
      inject: PROVIDERS,
      useFactory: (...providers: ProviderPort[]) => new ProviderRegistry(providers),
    },
  ],
  exports: [ProviderRegistry],
})
export class ProvidersModule {}
