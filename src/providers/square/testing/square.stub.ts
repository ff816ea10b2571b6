import type { Connection } from '../../connection.js';
import {
  json,
  stubConnection,
  VendorStub,
  type Reply as AnyReply,
  type StubRequest,
} from '../../testing/vendor.stub.js';
import { squareConfig } from '../square.config.js';
import SquareProvider from '../square.provider.js';

export const TOKEN = 'EAAAspec_token';
export const MERCHANT = 'M1';

export interface SquareRequest {
  /** `POST /v2/orders/search` */
  operation: string;
  query: Record<string, string>;
  body: Record<string, unknown>;
  headers: StubRequest['headers'];
}

export type Reply = AnyReply<SquareRequest>;

/** Answers each operation as scripted: one reply after the other, and the last from then on. */
export class SquareStub extends VendorStub<SquareProvider, SquareRequest> {
  private routes: Readonly<Record<string, Reply[]>> = {};

  constructor() {
    super(SquareProvider, squareConfig);
  }

  /** By operation; `*` is used for any operation without a script. */
  script(routes: Record<string, Reply | Reply[]>): void {
    this.answer();
    this.routes = Object.fromEntries(Object.entries(routes).map(([name, reply]) => [name, [reply].flat()]));
  }

  /** The bodies of all requests of one operation. */
  bodies(operation: string): Record<string, unknown>[] {
    return this.requests.filter((request) => request.operation === operation).map(({ body }) => body);
  }

  protected environment(): Record<string, string> {
    return { SQUARE_BASE_URL: this.url, SQUARE_RATE_PER_SECOND: '10000' };
  }

  protected override read({ method, url, body, headers }: StubRequest): SquareRequest {
    return {
      operation: `${method} ${url.pathname}`,
      query: Object.fromEntries(url.searchParams),
      body: (body ? JSON.parse(body) : {}) as Record<string, unknown>,
      headers,
    };
  }

  protected override scripted(): readonly Reply[] {
    return Object.values(this.routes).flat();
  }

  protected override replyTo({ operation }: SquareRequest): Reply {
    const replies = this.routes[operation] ?? this.routes['*'] ?? [];
    const reply = replies.length > 1 ? replies.shift() : replies[0];
    return reply ?? failure(404, 'NOT_FOUND', 'Resource not found.');
  }
}

export function failure(status: number, code: string, detail = 'No.', more: Record<string, unknown> = {}): Reply {
  return json({ errors: [{ category: 'INVALID_REQUEST_ERROR', code, detail, ...more }] }, status);
}

export function connection(more: Partial<Connection> = {}): Connection {
  return stubConnection({ externalAccountId: MERCHANT, credentials: { accessToken: TOKEN } }, more);
}
