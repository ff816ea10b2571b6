import type { SaidVersion } from '../kit/push/contact.history.js';
import type { Domain } from '../provider.values.js';
import type { Items } from './item.schemas.js';

/** What the intake notes in a contact, besides what the platform says of it. */
interface ContactNotes {
  /** Its versions. Absent: there was only one. */
  history?: readonly SaidVersion[];
  /** SHA-256 of each address that it had before, in hexadecimal digits. Absent: it had no other. */
  formerAddresses?: readonly string[];
  /** MD5 of the same addresses, by which lists name their members. */
  formerMembers?: readonly string[];
}

type Bodies = Omit<Items, 'contacts'> & { contacts: Items['contacts'] & ContactNotes };

/** An object of the platform, as it was pushed last. Its entity says what its body is. */
export type PushedItem<E extends Domain = Domain> = {
  [D in E]: { entity: D; platformId: string; version: number; body: Readonly<Bodies[D]> };
}[E];
export type ItemBody<E extends Domain> = PushedItem<E>['body'];

/** An item that a request is built from, besides those that want the target. */
export interface ReadItem {
  entity: Domain;
  platformId: string;
  /** It says what else the request needs, so it is waited for until it is pushed. Absent: it may be missing. */
  isAwaited?: boolean;
}
