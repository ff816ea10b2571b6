import type { FastifyRequest } from 'fastify';
import type { EndpointOwner } from '../endpoints/endpoint.directory.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import type { InboundEvent } from '../../providers/webhook.port.js';

/** Where a delivery came in. */
export interface WebhookTarget {
  provider: ProviderPort;
  /** Name of the provider for the platform's endpoint, else the endpoint's id. */
  endpoint: string;
  owner: EndpointOwner | null;
}

/** A delivery on its way: raw until the guard has verified it. */
export interface WebhookRequest extends FastifyRequest<{ Params: { provider: string; endpointToken?: string } }> {
  body: Buffer | undefined;
  webhook?: { target: WebhookTarget; events: InboundEvent[] };
}
