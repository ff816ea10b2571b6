import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { HttpRequest } from '../../common/http/http.request.js';
import { WebhookVerification } from './webhook.verifier.js';

/** Authenticates a delivery by the provider's signature. */
@Injectable()
export class WebhookGuard implements CanActivate {
  constructor(private readonly verification: WebhookVerification) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    await this.verification.port.verify(context.switchToHttp().getRequest<HttpRequest>());
    return true;
  }
}
