import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { AuthModule } from './auth.module.js';
import { WebhookVerification } from './guards/webhook.verifier.js';

/** For processes that serve the API: one that could not verify a webhook does not start. */
@Module({ imports: [AuthModule], exports: [AuthModule] })
export class AuthApiModule implements OnApplicationBootstrap {
  constructor(private readonly webhooks: WebhookVerification) {}

  onApplicationBootstrap(): void {
    if (!this.webhooks.isFilled) throw new Error('No module verifies webhooks: WebhookVerification was not filled');
  }
}
