import type { Fault } from '../../common/fault.registry.js';
import type { SandboxReply } from '../../common/http.server.js';
import {
  authenticationFailed,
  authorizationFailed,
  serverError,
  throttled,
  type QuickBooksFault,
} from '../quickbooks.fault.js';

const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>';

/** Faults that are an error of the API. */
export function faultError(fault: Fault): QuickBooksFault | undefined {
  if (fault.kind === 'status500') return serverError();
  if (fault.kind === 'status429') return throttled(fault.retryAfter);
  if (fault.kind === 'forbidden') return authorizationFailed();
  if (fault.kind === 'unauthorized') return authenticationFailed('Token expired: injected');
  return undefined;
}

/** Faults that replace the answer without asking the API. */
export function faultReply(fault: Fault): SandboxReply | undefined {
  const json = { 'Content-Type': 'application/json' };
  if (fault.kind === 'html502') return { status: 502, headers: { 'Content-Type': 'text/html' }, body: BAD_GATEWAY };
  if (fault.kind === 'garbage') return { status: 200, headers: json, body: '{"QueryResponse":{"Customer":[{"Id":' };
  if (fault.kind === 'reset' || fault.kind === 'hang') return disrupted(fault, { status: 0, headers: {}, body: '' });
  return undefined;
}

/** Faults that lose or cut an answer whose work was done. */
export function disrupted(fault: Fault, reply: SandboxReply): SandboxReply {
  const { kind, hangMs } = fault;
  if (kind !== 'truncated' && kind !== 'reset' && kind !== 'hang') return reply;
  return { ...reply, disruption: { kind, hangMs } };
}
