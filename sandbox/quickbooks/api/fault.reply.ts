import type { Fault } from '../../common/fault.registry.js';
import { replacedReply } from '../../common/fault.reply.js';
import type { SandboxReply } from '../../common/http.server.js';
import {
  authenticationFailed,
  permissionDenied,
  serverError,
  throttled,
  type QuickBooksFault,
} from '../quickbooks.fault.js';

/** Faults that are an error of the API. */
export function faultError(fault: Fault): QuickBooksFault | undefined {
  if (fault.kind === 'status500') return serverError();
  if (fault.kind === 'status429') return throttled(fault.retryAfter);
  if (fault.kind === 'forbidden') return permissionDenied();
  if (fault.kind === 'unauthorized') return authenticationFailed('Token expired: injected');
  return undefined;
}

export function faultReply(fault: Fault): SandboxReply | undefined {
  return replacedReply(fault, '{"QueryResponse":{"Customer":[{"Id":');
}
