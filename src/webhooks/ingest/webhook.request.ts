import type { HttpRequest } from '../../common/http/http.request.js';
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
export interface WebhookRequest extends HttpRequest {
  params: { provider: string; endpointToken?: string };
  webhook?: { target: WebhookTarget; events: InboundEvent[] };
}
