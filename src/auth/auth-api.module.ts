import { Module, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { AuthModule } from './auth.module.js';
import { AuthFailures } from './limits/auth.failures.js';
import { WebhookVerification } from './guards/webhook.verifier.js';

/** For processes that serve the API. A process that cannot verify webhooks does not start. */
@Module({ imports: [AuthModule], exports: [AuthModule] })
export class AuthApiModule implements OnModuleInit, OnApplicationBootstrap {
  constructor(
    private readonly failures: AuthFailures,
    private readonly webhooks: WebhookVerification,
  ) {}

  onModuleInit(): void {
    this.failures.share();
  }

  onApplicationBootstrap(): void {
    if (!this.webhooks.isFilled) throw new Error('No module verifies webhooks: WebhookVerification was not filled');
  }
}
