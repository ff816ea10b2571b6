/**
 * Names of records. Mailchimp's ids are unique within a list, a campaign or a store only, so most records are named
 * by both: `<list id>:<hash>`. Ids of stores are the shop's own, and may hold the separator.
 */
export interface MailchimpName {
  /** `null`: the object belongs to the account itself. */
  parent: string | null;
  id: string;
}

export function externalIdOf({ parent, id }: MailchimpName): string {
  return parent === null ? id : `${parent.replaceAll('%', '%25').replaceAll(':', '%3A')}:${id}`;
}

/** @returns `null`: no record of this kind can be named so */
export function nameOf(externalId: string, hasParent: boolean): MailchimpName | null {
  const split = hasParent ? externalId.indexOf(':') : -1;
  if (hasParent && split < 0) return null;
  const parent = hasParent ? externalId.slice(0, split).replaceAll('%3A', ':').replaceAll('%25', '%') : null;
  const id = externalId.slice(split + 1);
  return isSegment(id) && (parent === null || isSegment(parent)) ? { parent, id } : null;
}

/** Dots alone would lead to another path, however they are encoded. */
function isSegment(part: string): boolean {
  return part !== '' && !/^\.+$/.test(part);
}
