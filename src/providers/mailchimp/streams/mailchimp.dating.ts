import type { MailchimpObject, MailchimpStream } from './mailchimp.stream.js';

/** Epoch seconds of an object's last change; `null`: it does not say. */
export function changeOf({ changedAt }: MailchimpStream, object: MailchimpObject): number | null {
  if (changedAt === null) return null;
  const seconds = Math.floor(Date.parse(String(object[changedAt])) / 1000);
  return Number.isSafeInteger(seconds) && seconds >= 0 ? seconds : null;
}
