import { Injectable } from '@nestjs/common';
import type { HttpRequest } from '../../common/http/http.request.js';
import { PortHolder } from '../../common/port.holder.js';

/** Knows the secrets of webhook endpoints; webhooks/ implements it. */
export interface WebhookVerifier {
  /**
   * Reads the body and verifies that its provider signed exactly these bytes. Leaves on the request what its handler
   * needs. Nothing of the body is parsed.
   * @throws UnauthenticatedError @throws UnknownEndpointError @throws NotFoundError
   */
  verify(request: HttpRequest): Promise<void>;
}

/** Filled by WebhooksModule while the process starts. */
@Injectable()
export class WebhookVerification extends PortHolder<WebhookVerifier> {}
