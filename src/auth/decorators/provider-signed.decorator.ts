import { UseGuards } from '@nestjs/common';
import { WebhookGuard } from '../guards/webhook.guard.js';
import { declareAccess, documentUnauthorized } from './declare-access.js';

/** For providers, authenticated by their signature of the raw body. */
export const ProviderSigned = (): ClassDecorator & MethodDecorator =>
  declareAccess({ kind: 'provider-signed' }, UseGuards(WebhookGuard), documentUnauthorized());
