import type { SandboxReply } from '../../common/http.server.js';
import { jsonReply } from '../../common/json.reply.js';

/** Beside the list of errors there are the two fields that these endpoints have had since before it. */
export function refused(code: number, category: string, error: string, detail: string): SandboxReply {
  const type = code === 401 ? 'service.not_authorized' : 'bad_request';
  return jsonReply(code, { message: detail, type, errors: [{ category, code: error, detail }] });
}
