import type { Transport } from '../../http/provider.transport.js';
import { ProviderCredentialsError, ProviderError, ProviderPermissionError } from '../../provider.errors.js';
import type { StoredRequest } from '../../push.port.js';
import type { ApiCall, ApiClient } from '../api.client.js';

/** How a stored request reaches the account now. None of it is stored. */
export interface Destination {
  /** The path of the request is absolute, so only the origin counts. */
  baseUrl: string;
  /** Headers with the credentials of now. */
  headers: Readonly<Record<string, string>>;
}

/** What became of a request that was sent once. The exchange of the call has the answer. */
export type Sent =
  | { kind: 'answered' }
  /** The provider has understood and refused it: it has no effect. */
  | { kind: 'refused'; error: ProviderError }
  /** It may have been applied: no answer, a part of one, an answer of something in between, or a failure of the provider. */
  | { kind: 'unknown'; error: ProviderError };

/** Sends the bytes of a stored request, unchanged. What may have been taken is not sent again. */
export class StoredSender {
  /**
   * @param api over `ProviderCalls.writer`
   * @param transport of `ProviderCalls.writeTransport`
   */
  constructor(
    private readonly api: Pick<ApiClient, 'send'>,
    private readonly transport: Transport,
  ) {}

  /**
   * @param destination for the token of the call, which is refreshed once if the provider refuses it
   * @throws ProviderError when the provider has not taken it: rate limits, an open circuit, refused credentials, missing
   *   permissions, or too little time left for it
   * @throws the reason of the exchange's signal once it is aborted
   */
  async send<T>(
    call: ApiCall<T>,
    { method, path, headers, body }: StoredRequest,
    destination: (token: T) => Destination,
  ): Promise<Sent> {
    try {
      await this.api.send(call, (token) => {
        const { baseUrl, headers: credentials } = destination(token);
        const url = new URL(path, baseUrl);
        return this.transport.send(call.exchange, { method, url, headers: { ...headers, ...credentials }, body });
      });
      return { kind: 'answered' };
    } catch (error) {
      if (!(error instanceof ProviderError) || isNotTaken(error)) throw error;
      return { kind: error.retryable ? 'unknown' : 'refused', error };
    }
  }
}

function isNotTaken(error: ProviderError): boolean {
  return !error.usesAttempt || error instanceof ProviderCredentialsError || error instanceof ProviderPermissionError;
}
