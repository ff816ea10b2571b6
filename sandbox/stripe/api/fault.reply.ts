import type { Fault } from '../../common/fault.registry.js';
import type { SandboxReply } from '../../common/http.server.js';
import { expiredKey, forbidden, rateLimited, serverError, type StripeApiError } from '../stripe.errors.js';

const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>';

/** Faults that are an API error. */
export function faultError(fault: Fault, key: string, account: string): StripeApiError | undefined {
  if (fault.kind === 'status500') return serverError();
  if (fault.kind === 'status429') return rateLimited('endpoint-rate');
  if (fault.kind === 'forbidden') return forbidden(key, account, 'unknown_read');
  if (fault.kind === 'unauthorized') return expiredKey(key);
  return undefined;
}

/** Faults that replace the answer without asking the API. */
export function faultReply(fault: Fault): SandboxReply | undefined {
  if (fault.kind === 'html502') return { status: 502, headers: { 'Content-Type': 'text/html' }, body: BAD_GATEWAY };
  if (fault.kind === 'garbage')
    return { status: 200, headers: { 'Content-Type': 'application/json' }, body: '{"object":"list","data":[{"id":' };
  if (fault.kind === 'reset' || fault.kind === 'hang') {
    return { status: 0, headers: {}, body: '', disruption: { kind: fault.kind, hangMs: fault.hangMs } };
  }
  return undefined;
}

interface ListAnswer {
  data: { id: string }[];
  has_more: boolean;
}

/** Faults that spoil a good list answer: the page before once more, or a page that ends at its own cursor. */
export function spoiledList(fault: Fault, value: unknown, former: unknown, cursor: unknown): unknown {
  const list = value as ListAnswer;
  if (!Array.isArray(list.data)) return value;
  if (fault.kind === 'duplicatePage') return former ?? value;
  if (fault.kind === 'repeatCursor' && list.data.length > 0) {
    const last = { ...list.data.at(-1)!, id: typeof cursor === 'string' ? cursor : list.data[0]!.id };
    return { ...list, data: [...list.data.slice(0, -1), last], has_more: true };
  }
  return value;
}
