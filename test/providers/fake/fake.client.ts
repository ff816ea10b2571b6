import type { ProviderCaller } from '../../../src/providers/calls/provider.caller.js';
import type { ProviderCalls } from '../../../src/providers/calls/provider.calls.js';
import { asRecord, text } from '../../../src/providers/kit/fields.js';
import type { ProviderExchange } from '../../../src/providers/http/provider.exchange.js';
import type { ProviderTransport } from '../../../src/providers/http/provider.transport.js';
import {
  ProviderCredentialsError,
  ProviderNotFoundError,
  ProviderPermissionError,
  ProviderRateLimitedError,
  ProviderRequestError,
  ProviderUnavailableError,
} from '../../../src/providers/provider.errors.js';
import type { FakeSettings } from './fake.config.js';

export interface FakeAccess {
  account: string;
  tenantId?: string;
  credentials: Readonly<Record<string, string>>;
}

export class FakeClient {
  private readonly transport: ProviderTransport;
  private readonly caller: ProviderCaller;

  constructor({ ratePerSecond }: FakeSettings, calls: ProviderCalls) {
    this.transport = calls.transport('boxoffice');
    this.caller = calls.caller('boxoffice', { perSecond: ratePerSecond });
  }

  /** @throws ProviderError */
  async send(
    access: FakeAccess,
    method: string,
    path: string,
    exchange: ProviderExchange,
    body?: object,
  ): Promise<ProviderExchange> {
    const { account, tenantId, credentials } = access;
    const url = new URL(`/api/${path}`, credentials.host);
    const headers = { authorization: `Bearer ${credentials.token}` };
    await this.caller.send({ account, tenantId, operation: method, exchange }, async () => {
      try {
        await this.transport.send(exchange, { method, url, headers, body: body && JSON.stringify(body) });
      } catch (cause) {
        throw new ProviderUnavailableError('The box office cannot be reached', { cause });
      }
      if (!exchange.parse() || exchange.status !== 200) throw failureOf(exchange);
    });
    return exchange;
  }
}

function failureOf(exchange: ProviderExchange) {
  const { status } = exchange;
  const options = { status, retryAfterSeconds: exchange.retryAfter() };
  const code = text(asRecord(exchange.body.error).code);
  if (status === 429) return new ProviderRateLimitedError('The box office is busy', options);
  // Whoever answers without a code is not the box office.
  if (code === null) return new ProviderUnavailableError(`Answered ${status}`, options);
  if (status === 401) return new ProviderCredentialsError('The box office does not know the token', options);
  if (status === 403) return new ProviderPermissionError('The box office does not permit this', options);
  if (status === 404) return new ProviderNotFoundError('The box office has no such thing', options);
  if (status !== undefined && status >= 400 && status < 500)
    return new ProviderRequestError(`Refused: ${status}`, options);
  return new ProviderUnavailableError(`Answered ${status}`, options);
}
