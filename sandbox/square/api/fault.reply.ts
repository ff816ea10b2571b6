import type { Fault } from '../../common/fault.registry.js';
import { replacedReply } from '../../common/fault.reply.js';
import type { SandboxReply } from '../../common/http.server.js';
import { insufficientScopes, rateLimited, serverError, tokenRevoked, type SquareApiError } from '../square.errors.js';

/** Faults that are an API error. */
export function faultError(fault: Fault): SquareApiError | undefined {
  if (fault.kind === 'status500') return serverError();
  if (fault.kind === 'status429') return rateLimited(fault.retryAfter);
  if (fault.kind === 'forbidden') return insufficientScopes('MERCHANT_PROFILE_READ');
  if (fault.kind === 'unauthorized') return tokenRevoked();
  return undefined;
}

export function faultReply(fault: Fault): SandboxReply | undefined {
  return replacedReply(fault, '{"payments":[{"id":');
}

/** Faults that spoil a good list answer: the page before once more, or a cursor that leads to the same page again. */
export function spoiledList(fault: Fault, value: unknown, former: unknown, asked: unknown): unknown {
  const isPage = typeof value === 'object' && value !== null && Object.values(value).some(Array.isArray);
  if (!isPage) return value;
  if (fault.kind === 'duplicatePage') return former ?? value;
  if (fault.kind === 'repeatCursor' && typeof asked === 'string' && asked !== '') return { ...value, cursor: asked };
  return value;
}
