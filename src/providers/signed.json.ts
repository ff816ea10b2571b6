import { BadRequestError } from '../common/http.errors.js';

/** The JSON object that a verified delivery, or what was kept of one, consists of. @throws BadRequestError */
export function parseSignedObject(body: string): Record<string, unknown> {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch {
    throw new BadRequestError('malformed_event', 'The body is not JSON');
  }
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new BadRequestError('malformed_event', 'The body is not an event');
  }
  return event as Record<string, unknown>;
}
