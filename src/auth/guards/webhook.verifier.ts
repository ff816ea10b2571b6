import { Injectable } from '@nestjs/common';
import type { HttpRequest } from '../../common/http/http.request.js';
import { PortHolder } from '../../common/port.holder.js';

/** Verifies deliveries with the secrets of webhook endpoints. `webhooks/` implements it. */
export interface WebhookVerifier {
  /**
   * Reads the body and verifies that the provider signed exactly these bytes. Stores on the request what the handler
   * needs. The body is not parsed.
   * @throws UnauthenticatedError @throws UnknownEndpointError @throws NotFoundError
   */
  verify(request: HttpRequest): Promise<void>;
}

/** WebhooksModule sets the implementation while the process starts. */
@Injectable()
export class WebhookVerification extends PortHolder<WebhookVerifier> {}
