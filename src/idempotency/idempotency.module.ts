import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { SealedTables } from '../credentials/vault/sealed.tables.js';
import { QuotasModule } from '../quotas/quotas.module.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { IdempotencyStore } from './idempotency.store.js';
import { SEALED_ANSWERS } from './sealed.answers.js';

/** Provides `Idempotency-Key` for the routes of every module that imports this module. */
@Module({
  imports: [CredentialsModule, QuotasModule],
  providers: [IdempotencyStore, IdempotencyInterceptor],
  exports: [IdempotencyStore, IdempotencyInterceptor],
})
export class IdempotencyModule {
  constructor(sealed: SealedTables) {
    sealed.register(SEALED_ANSWERS);
  }
}
