import type { Fault } from './fault.registry.js';
import type { SandboxReply } from './http.server.js';

const BAD_GATEWAY =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center></body>\r\n</html>';

/**
 * Faults that replace the answer without asking the API.
 * @param garbage the beginning of an answer, which is all that comes
 */
export function replacedReply(fault: Fault, garbage: string): SandboxReply | undefined {
  const replaced = (status: number, type: string, body: string): SandboxReply => ({
    status,
    headers: { 'Content-Type': type },
    body,
    undone: 'replaced',
  });
  if (fault.kind === 'html502') return replaced(502, 'text/html', BAD_GATEWAY);
  if (fault.kind === 'garbage') return replaced(200, 'application/json', garbage);
  if (fault.kind === 'reset' || fault.kind === 'hang') return disrupted(fault, replaced(0, 'text/plain', ''));
  return undefined;
}

/** Faults that lose or cut an answer whose work was done. */
export function disrupted(fault: Fault | undefined, reply: SandboxReply): SandboxReply {
  if (fault?.kind !== 'truncated' && fault?.kind !== 'reset' && fault?.kind !== 'hang') return reply;
  return { ...reply, disruption: { kind: fault.kind, hangMs: fault.hangMs } };
}

/** The answer that never comes to a request whose work was done, or will be. */
export function lostReply({ kind, answer, hangMs }: Fault, reply: SandboxReply): SandboxReply {
  const isReset = kind === 'applyThenReset' || (kind === 'applyLate' && answer === 'reset');
  return { ...reply, disruption: { kind: isReset ? 'reset' : 'hang', hangMs } };
}
