import type { Fault } from '../../common/fault.registry.js';
import { replacedReply } from '../../common/fault.reply.js';
import type { SandboxReply } from '../../common/http.server.js';
import { jsonReply } from '../../common/json.reply.js';
import {
  apiKeyInvalid,
  forbidden,
  serverError,
  tooManyConnections,
  type MailchimpApiError,
} from '../mailchimp.errors.js';

const HTML = { 'Content-Type': 'text/html' };
const page = (title: string): string =>
  `<HTML><HEAD>\n<TITLE>${title}</TITLE>\n</HEAD><BODY>\n<H1>${title}</H1>\n</BODY></HTML>\n`;

/** Faults that are an API error. */
export function faultError(fault: Fault): MailchimpApiError | undefined {
  if (fault.kind === 'status500' || fault.kind === 'stored500') return serverError();
  if (fault.kind === 'status429') return tooManyConnections(fault.retryAfter);
  if (fault.kind === 'forbidden') return forbidden();
  if (fault.kind === 'unauthorized') return apiKeyInvalid();
  return undefined;
}

/** What the throttle in front of the API says: it knows nothing of keys, and nothing of JSON. */
export const throttled = (): SandboxReply => ({ status: 403, headers: HTML, body: page('Access Denied') });

/** Faults that replace the answer without asking the API. */
export function faultReply(fault: Fault): SandboxReply | undefined {
  if (fault.kind === 'html502') return { status: 502, headers: HTML, body: page('502 Bad Gateway') };
  if (fault.kind === 'forbiddenHtml') return throttled();
  return replacedReply(fault, '{"members":[{"id":');
}

/** The login host's errors have the OAuth shape. */
export function loginFault(fault: Fault): SandboxReply | undefined {
  const error = faultError(fault);
  if (!error) return undefined;
  return jsonReply(error.status, { error: 'server_error', error_description: error.detail });
}
