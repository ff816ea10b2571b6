import type { HttpRequest } from '../../common/http/http.request.js';
import type { EndpointOwner } from '../endpoints/endpoint.directory.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import type { WebhookDelivery } from '../../providers/webhook.port.js';

/** The endpoint that received a delivery. */
export interface WebhookTarget {
  provider: ProviderPort;
  /** For the platform's endpoint the name of the provider, otherwise the endpoint's id. */
  endpoint: string;
  owner: EndpointOwner | null;
}

/** A request that delivers events. `webhook` is set once the signature is verified. The body is parsed later. */
export interface WebhookRequest extends HttpRequest {
  params: { provider: string; endpointToken?: string };
  webhook?: { target: WebhookTarget; delivery: WebhookDelivery };
}
