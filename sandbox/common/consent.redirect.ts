import type { SandboxReply } from './http.server.js';

/** The way back from a consent page; what is null or undefined is left out. */
export function consentRedirect(uri: string, answers: Record<string, string | null | undefined>): SandboxReply {
  const target = new URL(uri);
  for (const [name, value] of Object.entries(answers)) {
    if (value !== null && value !== undefined) target.searchParams.set(name, value);
  }
  return { status: 302, headers: { Location: target.toString() }, body: '' };
}
