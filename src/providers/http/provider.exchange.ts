import type { IncomingHttpHeaders } from 'node:http';
import { parseExact } from '../../common/exact-json.js';
import type { ProviderTransportError } from './transport.error.js';

const LONGEST_ID = 100;

/**
 * One call and what came of it, beside what an SDK makes of it: SDKs hand out objects that they have rewritten
 * (decimals, big integers, camel case) and no text, while records keep the provider's own JSON.
 */
export class ProviderExchange {
  /** Requests sent, failed ones included. */
  requests = 0;
  /** Bytes of all answers' bodies, as they were sent. */
  bytes = 0;
  /** Of the last request; `undefined`: it got no answer. */
  status?: number;
  headers: IncomingHttpHeaders = {};
  /** Why the last request got no answer, or only a part of one, whatever an SDK makes of it. */
  failure?: ProviderTransportError;
  /** The last answer's body, and the same parsed with all digits (`stringifyExact`); untouched by an SDK. */
  text = '';
  body: Record<string, unknown> = {};
  /** What is called, without ids: `GET /v1/customers/:id`. */
  operation = '';
  /** Header of the provider's id of a request, lower case. */
  requestIdHeader?: string;
  /** Path and query of the last request, for telling requests apart. */
  target = '';
  /** Epoch seconds by the provider's clock, not later than when the last request was sent. */
  seconds = 0;
  /** `can_be_lighter`: the caller will ask for less, so what is too heavy is not asked for again as it is. */
  weight: 'given' | 'can_be_lighter' | 'lightest' = 'given';
  private isObject?: boolean;

  constructor(readonly signal: AbortSignal) {}

  /** Before each request, so that a failure is not explained by the answer to an earlier one. */
  begin(target: string): void {
    this.requests += 1;
    this.target = target;
    this.status = undefined;
    this.headers = {};
    this.text = '';
    this.body = {};
    this.failure = undefined;
    this.isObject = undefined;
  }

  /** Reads the text as a JSON object into `body`, once an answer. @returns whether it is one */
  parse(): boolean {
    return (this.isObject ??= this.parseText());
  }

  /** Adds what another call cost, where several make up one page. */
  add({ requests, bytes }: Pick<ProviderExchange, 'requests' | 'bytes'>): void {
    this.requests += requests;
    this.bytes += bytes;
  }

  header(name: string): string | undefined {
    const value = this.headers[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The provider's id of the last request, to be named to its support. */
  requestId(header = this.requestIdHeader): string | undefined {
    return header && this.header(header)?.slice(0, LONGEST_ID);
  }

  /** `Retry-After` in seconds, from a number or a date; `undefined`: no such header. */
  retryAfter(now: number = Date.now()): number | undefined {
    const value = this.header('retry-after');
    if (value === undefined) return undefined;
    const seconds = /^\d+(\.\d+)?$/.test(value.trim()) ? Number(value) : (Date.parse(value) - now) / 1000;
    return seconds > 0 && seconds < Infinity ? seconds : undefined;
  }

  private parseText(): boolean {
    try {
      const value = parseExact(this.text);
      if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
      this.body = value as Record<string, unknown>;
      return true;
    } catch {
      return false;
    }
  }
}
