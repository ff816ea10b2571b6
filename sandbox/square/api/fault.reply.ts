import type { Fault } from '../../common/fault.registry.js';
import type { SandboxReply } from '../../common/http.server.js';
import { insufficientScopes, rateLimited, serverError, tokenRevoked, type SquareApiError } from '../square.errors.js';

const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>';

/** Faults that are an API error. */
export function faultError(fault: Fault): SquareApiError | undefined {
  if (fault.kind === 'status500') return serverError();
  if (fault.kind === 'status429') return rateLimited(fault.retryAfter);
  if (fault.kind === 'forbidden') return insufficientScopes('MERCHANT_PROFILE_READ');
  if (fault.kind === 'unauthorized') return tokenRevoked();
  return undefined;
}

/** Faults that replace the answer without asking the API. */
export function faultReply(fault: Fault): SandboxReply | undefined {
  const json = { 'Content-Type': 'application/json' };
  if (fault.kind === 'html502') return { status: 502, headers: { 'Content-Type': 'text/html' }, body: BAD_GATEWAY };
  if (fault.kind === 'garbage') return { status: 200, headers: json, body: '{"payments":[{"id":' };
  if (fault.kind === 'reset' || fault.kind === 'hang') {
    return { status: 0, headers: {}, body: '', disruption: { kind: fault.kind, hangMs: fault.hangMs } };
  }
  return undefined;
}

/** Faults that spoil a good list answer: the page before once more, or a cursor that leads to the same page again. */
export function spoiledList(fault: Fault, value: unknown, former: unknown, asked: unknown): unknown {
  const isPage = typeof value === 'object' && value !== null && Object.values(value).some(Array.isArray);
  if (!isPage) return value;
  if (fault.kind === 'duplicatePage') return former ?? value;
  if (fault.kind === 'repeatCursor' && typeof asked === 'string' && asked !== '') return { ...value, cursor: asked };
  return value;
}
