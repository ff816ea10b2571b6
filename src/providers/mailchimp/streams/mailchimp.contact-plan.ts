import { z } from 'zod';
import { checkedMemory } from '../../kit/checked.cursor.js';
import type { Json, PullPage } from '../../provider.port.js';
import { contactIdOf, contactKey, isAudienceContact, isPhoneOnly } from '../shape/mailchimp.contact-key.js';
import { externalIdOf } from '../shape/mailchimp.external-id.js';
import { changeOf } from './mailchimp.dating.js';
import type { KeptObjects } from './mailchimp.page.js';
import type { ParentObject } from './mailchimp.parents.js';
import type { WalkPlan } from './mailchimp.plan.js';
import type { MailchimpObject, MailchimpStream } from './mailchimp.stream.js';

/** More contacts with a phone number only are not remembered one by one, and those of their audience not counted. */
const MOST_REMEMBERED = 1_000;

const MEMORY_SCHEMA = z.object({
  phones: z.record(z.string(), z.array(z.string())).nullable().optional(),
});
type Memory = z.infer<typeof MEMORY_SCHEMA>;
const MEMORY = checkedMemory({ name: "the memory of Mailchimp's contacts", version: 1, schema: MEMORY_SCHEMA });

type Phones = Map<string, Map<string, string>>;

/**
 * Contacts come from two lists: members, and the audience's contacts, for those whom the first does not show since they
 * have a phone number only. Who is in both is one person, named by the list of members.
 *
 * Only members are counted by Mailchimp. So those that only the second list has shown are remembered: they are added to
 * the count, and the record of one who is given an address is replaced by that of the address.
 */
export class MailchimpContactPlan implements WalkPlan {
  readonly from: number | null;
  readonly counted: boolean;
  /** By audience, and by id in lower case: the two lists need not write it alike. `null`: too many. */
  private phones: Phones | null;
  private readonly shownAsMembers = new Set<string>();

  /** @param changes what the last walk has reached; `null`: everything is listed */
  constructor(changes: { from: number; memory: Json } | null) {
    const known = changes && MEMORY.read(changes.memory);
    this.from = changes?.from ?? null;
    this.counted = changes !== null;
    this.phones = phonesOf(known ?? {});
  }

  choose(parents: ParentObject[]): ParentObject[] {
    const ids = new Set(parents.map(({ id }) => id));
    for (const list of this.phones?.keys() ?? []) if (!ids.has(list)) this.phones?.delete(list);
    return parents;
  }

  keep(source: MailchimpStream, list: string, objects: readonly MailchimpObject[]): KeptObjects {
    if (source.paging === 'cursor') return { objects: objects.filter((contact) => this.isOnlyHere(list, contact)) };
    const replaced: { externalId: string; seconds: number }[] = [];
    for (const contact of objects) {
      const id = contactIdOf(contact);
      if (id === null) continue;
      const remembered = this.forget(list, id);
      if (isPhoneOnly(contact)) this.shownAsMembers.add(nameOf(list, id));
      else if (remembered !== undefined) {
        const externalId = externalIdOf({ parent: list, id: remembered });
        replaced.push({ externalId, seconds: changeOf(source, contact) ?? 0 });
      }
    }
    return { objects, replaced };
  }

  state(): Json {
    return this.memory();
  }

  resume(state: Json): void {
    this.phones = phonesOf(MEMORY.read(state) ?? {});
  }

  ending(count: number): Pick<PullPage, 'memory' | 'totals'> {
    const memory = this.memory();
    if (!this.counted || !this.phones) return { memory };
    return { memory, totals: { contacts: count + sizeOf(this.phones) } };
  }

  /** Whether the list of members does not show the contact; then it is remembered. */
  private isOnlyHere(list: string, contact: MailchimpObject): boolean {
    // Left out by its name, with the others that have none.
    if (contactKey(contact) === null) return true;
    if (!isAudienceContact(contact) || !isPhoneOnly(contact)) return false;
    const id = contactIdOf(contact)!;
    if (this.shownAsMembers.has(nameOf(list, id))) return false;
    if (!this.phones) return true;
    const ids = this.phones.get(list) ?? new Map<string, string>();
    this.phones.set(list, ids.set(id.toLowerCase(), ids.get(id.toLowerCase()) ?? id));
    if (sizeOf(this.phones) > MOST_REMEMBERED) this.phones = null;
    return true;
  }

  /** @returns the id as it was remembered */
  private forget(list: string, id: string): string | undefined {
    const ids = this.phones?.get(list);
    const remembered = ids?.get(id.toLowerCase());
    if (remembered !== undefined) ids?.delete(id.toLowerCase());
    return remembered;
  }

  private memory(): Json {
    const phones = this.phones && Object.fromEntries([...this.phones].map(([list, ids]) => [list, [...ids.values()]]));
    return MEMORY.write({ phones });
  }
}

const nameOf = (list: string, id: string): string => `${list}:${id.toLowerCase()}`;

function phonesOf({ phones = {} }: Memory): Phones | null {
  if (phones === null) return null;
  const named = (ids: readonly string[]) => new Map(ids.map((id) => [id.toLowerCase(), id]));
  return new Map(Object.entries(phones).map(([list, ids]) => [list, named(ids)]));
}

function sizeOf(phones: Phones): number {
  return [...phones.values()].reduce((sum, { size }) => sum + size, 0);
}
