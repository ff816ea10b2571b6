import { exactJson } from './exact.json.js';
import type { SandboxReply } from './http.server.js';

export function jsonReply(status: number, value: unknown, headers: Record<string, string> = {}): SandboxReply {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: exactJson(value) };
}
