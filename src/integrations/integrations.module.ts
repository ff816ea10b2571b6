import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '../config/config.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { ConnectionLoader } from './connections/connection.loader.js';
import { Disconnector } from './connections/disconnector.js';
import { IntegrationStore } from './connections/integration.store.js';
import { IdempotencyInterceptor } from './idempotency/idempotency.interceptor.js';
import { IdempotencyStore } from './idempotency/idempotency.store.js';
import { IntegrationsController } from './integrations.controller.js';
import { IntegrationsService } from './integrations.service.js';
import { ProvidersController } from './providers.controller.js';
import { CredentialStore } from './vault/credential.store.js';
import { Vault } from './vault/vault.js';

const shared = [
  IntegrationStore,
  CredentialStore,
  Vault,
  ConnectionLoader,
  Disconnector,
  IdempotencyStore,
  IdempotencyInterceptor,
];

/** Connections and their secrets. */
@Module({ imports: [ProvidersModule], providers: [...shared, IntegrationsService], exports: shared })
export class IntegrationsModule {
  /** With its HTTP routes, which only some processes serve. */
  static with(config: Config): DynamicModule {
    const controllers = config.roles.includes('api') ? [ProvidersController, IntegrationsController] : [];
    return { module: IntegrationsModule, controllers };
  }
}
