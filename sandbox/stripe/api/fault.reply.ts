import type { Fault } from '../../common/fault.registry.js';
import { replacedReply } from '../../common/fault.reply.js';
import type { SandboxReply } from '../../common/http.server.js';
import { expiredKey, forbidden, rateLimited, serverError, type StripeApiError } from '../stripe.errors.js';

/** Faults that are an API error. */
export function faultError(fault: Fault, key: string, account: string): StripeApiError | undefined {
  if (fault.kind === 'status500') return serverError();
  if (fault.kind === 'status429') return rateLimited('endpoint-rate');
  if (fault.kind === 'forbidden') return forbidden(key, account, 'unknown_read');
  if (fault.kind === 'unauthorized') return expiredKey(key);
  return undefined;
}

export function faultReply(fault: Fault): SandboxReply | undefined {
  return replacedReply(fault, '{"object":"list","data":[{"id":');
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
