import type { SandboxReply } from '../../common/http.server.js';
import type { SquareObject } from '../square.stream.js';

/** Beside the list of errors there are the two fields that these endpoints have had since before it. */
export function refused(code: number, category: string, error: string, detail: string): SandboxReply {
  const type = code === 401 ? 'service.not_authorized' : 'bad_request';
  return answer(code, { message: detail, type, errors: [{ category, code: error, detail }] });
}

export function answer(code: number, body: SquareObject): SandboxReply {
  return { status: code, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
}
