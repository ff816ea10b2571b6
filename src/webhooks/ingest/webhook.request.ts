import type { HttpRequest } from '../../common/http/http.request.js';
import type { EndpointOwner } from '../endpoints/endpoint.directory.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import type { WebhookDelivery } from '../../providers/webhook.port.js';

/** Where a delivery came in. */
export interface WebhookTarget {
  provider: ProviderPort;
  /** Name of the provider for the platform's endpoint, else the endpoint's id. */
  endpoint: string;
  owner: EndpointOwner | null;
}

/** A request that delivers events. `webhook` is set once its signature is verified; it is parsed by who takes it in. */
export interface WebhookRequest extends HttpRequest {
  params: { provider: string; endpointToken?: string };
  webhook?: { target: WebhookTarget; delivery: WebhookDelivery };
}
