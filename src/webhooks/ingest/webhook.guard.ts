import type { IncomingMessage } from 'node:http';
import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { NotFoundError, UnauthenticatedError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Metrics } from '../../observability/metrics.js';
import type { WebhookDelivery } from '../../providers/webhook.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import { EndpointDirectory, type VerifiableEndpoint } from '../endpoints/endpoint.directory.js';
import { DeliveryParser } from './delivery.parser.js';
import type { WebhookRequest } from './webhook.request.js';

const EMPTY = Buffer.alloc(0);

/** Lets a delivery in only when its provider signed exactly these bytes. Nothing is parsed before that. */
@Injectable()
export class WebhookGuard implements CanActivate {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly endpoints: EndpointDirectory,
    private readonly parser: DeliveryParser,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<WebhookRequest>();
    const { provider: name, endpointToken } = request.params;
    const provider = this.providers.find(name);
    if (!provider) throw new NotFoundError(`Provider "${name}"`, 'unknown_provider');
    const path = endpointToken ? `/api/v1/webhooks/${name}/${endpointToken}` : `/api/v1/webhooks/${name}`;
    const delivery: WebhookDelivery = {
      headers: distinctHeaders(request.raw),
      body: request.body ?? EMPTY,
      notificationUrl: `${this.config.publicUrl}${path}`,
      own: endpointToken !== undefined,
    };
    const verify = (endpoint: VerifiableEndpoint) =>
      provider.webhook.verify(delivery, endpoint.secrets, this.clock.now());
    const endpoint = endpointToken
      ? await this.endpoints.own(name, endpointToken, verify)
      : this.endpoints.platform(provider, delivery, this.clock.now());
    if (!endpoint) {
      this.metrics.webhooks.inc({ provider: name, outcome: 'refused' });
      throw new UnauthenticatedError('The signature does not match the body', 'invalid_signature');
    }
    const events = this.parser.parse(provider, delivery);
    request.webhook = { target: { provider, endpoint: endpoint.id, owner: endpoint.owner }, events };
    return true;
  }
}

/**
 * A header that came twice stays two: Node's own view joins them, and a joined signature may still verify. Hardly
 * any request has one, and then the names are as many as the lines.
 */
function distinctHeaders(request: IncomingMessage): WebhookDelivery['headers'] {
  if (Object.keys(request.headers).length * 2 === request.rawHeaders.length) return request.headers;
  const all = Object.entries(request.headersDistinct);
  return Object.fromEntries(all.map(([name, values]) => [name, values?.length === 1 ? values[0] : values]));
}
