import { isHmac, isHmacOf } from '../../kit/hmac.signature.js';
import { readForm } from './mailchimp.form.js';

/** Deliveries have one field. The limit bounds the cost of a body that has not been verified yet. */
const MOST_SIGNED_FIELDS = 2_000;

/**
 * Whether one of `keys` signed these parameters for this URL. Mailchimp Transactional (Mandrill) signs what is in the
 * body, decoded and in order of names, and no time.
 * https://mailchimp.com/developer/transactional/guides/track-respond-activity-webhooks/#authenticating-webhook-requests
 * @param notificationUrl exactly as it was given to Mandrill, with its query
 */
export function isSignedByMandrill(
  body: Buffer,
  header: unknown,
  keys: readonly string[],
  notificationUrl: string,
): boolean {
  if (!isHmac('sha1', header)) return false;
  const form = readForm(body, MOST_SIGNED_FIELDS);
  if (!form || form.isAmbiguous) return false;
  const byName = [...form.fields].sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const signed = notificationUrl + byName.map(([name, value]) => name + value).join('');
  return isHmacOf('sha1', header, keys, signed);
}
