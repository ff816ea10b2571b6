import { stringifyExact } from '../../../common/exact-json.js';
import { CapturingTransport } from '../../kit/push/capturing.transport.js';
import type { StoredRequest } from '../../push.port.js';
import { squareHost } from '../api/square.hosts.js';
import { SquareHttpClient } from '../api/square.http.js';
import { loadSquareSdk, type SquareSdk } from '../api/square.sdk.js';
import type { SquareSettings } from '../square.config.js';

/** Headers that change what a request means. */
const KEPT = ['content-type', 'square-version', 'x-clear-null'];

/** What a builder wants to be sent. */
export interface SquareWrite {
  kind: StoredRequest['kind'];
  method: 'POST' | 'PUT';
  path: string;
  body: Readonly<Record<string, unknown>>;
  /** What it says of the object: {@link StoredRequest.content}. */
  content: unknown;
}

/**
 * Builds requests by the SDK, without sending them. The bodies are in Square's own form. The SDK's typed methods drop the
 * fields that they do not know, while an item of the catalogue is replaced as a whole, and they cannot clear an address.
 * The SDK passes such bodies on, and adds the version of the API.
 */
export class SquarePushRequests {
  private readonly capturing = new CapturingTransport(KEPT);
  private sdk?: Promise<SquareSdk>;

  constructor(private readonly settings: SquareSettings) {}

  async build({ kind, method, path, body, content }: SquareWrite): Promise<StoredRequest> {
    const sdk = await (this.sdk ??= loadSquareSdk());
    const headers = {
      'content-type': 'application/json',
      // https://developer.squareup.com/docs/build-basics/common-api-patterns/clear-fields
      ...(method === 'PUT' && { 'x-clear-null': 'true' }),
    };
    const init = { method, headers, body: stringifyExact(body) };
    const captured = await this.capturing.capture((exchange) => {
      const { fetch } = new SquareHttpClient(this.capturing, exchange);
      // The paths of production and sandbox are the same.
      return sdk(null, squareHost(this.settings, 'production'), fetch).fetch(path, init);
    });
    return { kind, ...captured, content: JSON.stringify(content) };
  }
}
