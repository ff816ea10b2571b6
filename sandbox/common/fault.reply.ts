import type { Fault } from './fault.registry.js';
import type { SandboxReply } from './http.server.js';

const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>';

/**
 * Faults that replace the answer without asking the API.
 * @param garbage the beginning of an answer, which is all that comes
 */
export function replacedReply(fault: Fault, garbage: string): SandboxReply | undefined {
  if (fault.kind === 'html502') return { status: 502, headers: { 'Content-Type': 'text/html' }, body: BAD_GATEWAY };
  if (fault.kind === 'garbage') return { status: 200, headers: { 'Content-Type': 'application/json' }, body: garbage };
  if (fault.kind === 'reset' || fault.kind === 'hang') return disrupted(fault, { status: 0, headers: {}, body: '' });
  return undefined;
}

/** Faults that lose or cut an answer whose work was done. */
export function disrupted(fault: Fault | undefined, reply: SandboxReply): SandboxReply {
  if (fault?.kind !== 'truncated' && fault?.kind !== 'reset' && fault?.kind !== 'hang') return reply;
  return { ...reply, disruption: { kind: fault.kind, hangMs: fault.hangMs } };
}
