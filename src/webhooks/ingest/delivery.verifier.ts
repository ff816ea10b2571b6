import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import type { WebhookVerifier } from '../../auth/guards/webhook.verifier.js';
import { AuthFailures } from '../../auth/limits/auth.failures.js';
import { Clock } from '../../common/clock.js';
import { requireNoEncoding } from '../../common/http/json.headers.js';
import { RequestBodies } from '../../common/http/request.bodies.js';
import { NotFoundError, UnauthenticatedError, UnknownEndpointError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Metrics } from '../../observability/metrics.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import { ProviderRegistry } from '../../providers/providers.registry.js';
import type { WebhookDelivery } from '../../providers/webhook.port.js';
import { EndpointDirectory, type VerifiableEndpoint } from '../endpoints/endpoint.directory.js';
import type { WebhookRequest } from './webhook.request.js';

const EMPTY = Buffer.alloc(0);

/**
 * Verifies that a provider signed exactly these bytes. The provider, the endpoint and the headers are checked before a
 * byte of the body is read.
 */
@Injectable()
export class DeliveryVerifier implements WebhookVerifier {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly endpoints: EndpointDirectory,
    private readonly failures: AuthFailures,
    private readonly bodies: RequestBodies,
    private readonly clock: Clock,
    private readonly metrics: Metrics,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async verify(request: WebhookRequest): Promise<void> {
    const { provider: name, endpointToken: token } = request.params;
    const provider = this.providers.find(name);
    if (!provider) throw new NotFoundError(`Provider "${name}"`, 'unknown_provider');
    requireNoEncoding(request.headers, 'identity');
    const path = token ? `/api/v1/webhooks/${name}/${token}` : `/api/v1/webhooks/${name}`;
    const delivery: WebhookDelivery = {
      headers: distinctHeaders(request.raw),
      body: EMPTY,
      notificationUrl: `${this.config.publicUrl}${path}`,
      own: token !== undefined,
    };
    const endpoint = token
      ? await this.verifyOwn(request, provider, token, delivery)
      : await this.verifyPlatform(request, provider, delivery);
    request.webhook = { target: { provider, endpoint: endpoint.id, owner: endpoint.owner }, delivery };
  }

  private async verifyOwn(
    request: WebhookRequest,
    provider: ProviderPort,
    token: string,
    delivery: WebhookDelivery,
  ): Promise<VerifiableEndpoint> {
    const { provider: name } = request.params;
    if (this.endpoints.mustLookUp(name, token)) await this.failures.requireAllowance(request);
    await this.endpoints.require(name, token);
    await this.read(request, provider, delivery);
    const endpoint = await this.endpoints.own(name, token, ({ secrets }) =>
      provider.webhook.verify(delivery, secrets, this.clock.now()),
    );
    return endpoint ?? this.refuse(name);
  }

  private async verifyPlatform(
    request: WebhookRequest,
    provider: ProviderPort,
    delivery: WebhookDelivery,
  ): Promise<VerifiableEndpoint> {
    const webhook = provider.platformWebhook();
    if (!webhook) throw new UnknownEndpointError();
    await this.read(request, provider, delivery);
    return (
      this.endpoints.platform(provider, webhook, delivery, this.clock.now()) ?? this.refuse(request.params.provider)
    );
  }

  /** Reads the body if the headers can be those of a signed delivery. */
  private async read(request: WebhookRequest, provider: ProviderPort, delivery: WebhookDelivery): Promise<void> {
    if (!provider.webhook.isPlausible(delivery, this.clock.now())) this.refuse(request.params.provider);
    delivery.body = await this.bodies.bytes(request);
  }

  private refuse(provider: string): never {
    this.metrics.webhooks.inc({ provider, outcome: 'refused' });
    throw new UnauthenticatedError('The signature does not match the body', 'invalid_signature');
  }
}

/**
 * Keeps a repeated header as a list. Node joins repeated headers, and a joined signature might still verify. Usually no
 * header is repeated: then there are as many names as lines.
 */
function distinctHeaders(request: IncomingMessage): WebhookDelivery['headers'] {
  if (Object.keys(request.headers).length * 2 === request.rawHeaders.length) return request.headers;
  const all = Object.entries(request.headersDistinct);
  return Object.fromEntries(all.map(([name, values]) => [name, values?.length === 1 ? values[0] : values]));
}
