import { ABSENT } from '../../kit/push/found.objects.js';
import { itemsOf } from '../../kit/push/pushed.items.js';
import type { Found, Lookup, PushIntent } from '../../push.port.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeObject } from '../streams/stripe.page.js';
import { ambiguous, found, foundAmong } from './stripe.push-found.js';
import { formOf } from './stripe.push-form.js';
import type { StripePushLists } from './stripe.push-lists.js';
import { HUB_REF, metadataOf } from './stripe.push-metadata.js';
import { adoptsByEmail } from './stripe.push-rules.js';

/** Our clock may be ahead of Stripe's. */
const CLOCK_SKEW_SECONDS = 300;

/** Looks for customers. Addresses are not unique at Stripe. */
export class StripeCustomerLookup {
  constructor(private readonly lists: StripePushLists) {}

  /** By the address of the request. Who is not there under it is looked for among all that were made since. */
  async find(
    access: StripeAccess,
    lookups: readonly Lookup[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, Found>> {
    const results = new Map<string, Found>();
    await Promise.all(
      lookups.map(async ({ reference, request }) => {
        const email = formOf(request).get('email');
        const { objects } = email ? await this.lists.customers(access, { email }, signal) : NONE;
        results.set(reference, foundAmong(ownOf(objects, reference), reference));
      }),
    );
    const left = lookups.filter(({ reference }) => results.get(reference)?.kind === 'absent');
    if (left.length === 0) return results;
    const since = Math.min(...left.map(({ firstSentAt }) => firstSentAt));
    const created = { gte: Math.floor(since / 1000) - CLOCK_SKEW_SECONDS };
    const { objects, isWhole } = await this.lists.customers(access, { created }, signal);
    for (const { reference } of left) {
      const result = foundAmong(ownOf(objects, reference), reference);
      // What cannot be read to its end proves no absence: a person decides.
      results.set(reference, result.kind === 'absent' && !isWhole ? ambiguous([]) : result);
    }
    return results;
  }

  /** One of an earlier connection, or the only one with the address that is not linked to another contact. */
  async adoptable(access: StripeAccess, { items, rules, reference }: PushIntent, signal: AbortSignal): Promise<Found> {
    const [contact] = itemsOf(items, 'contacts');
    if (!contact || !adoptsByEmail(rules) || contact.body.erase || contact.body.deletedAt) return ABSENT;
    const { objects, isWhole } = await this.withAddress(access, contact.body.email, signal);
    const own = foundAmong(ownOf(objects, reference), reference);
    if (own.kind !== 'absent') return own;
    const theirs = objects.filter((customer) => metadataOf(customer, HUB_REF) === null);
    const [first, ...others] = theirs;
    if (!isWhole || others.length > 0) return ambiguous(theirs);
    return first ? found(first, 'adopted') : ABSENT;
  }

  /** The list compares addresses letter by letter, while they differ by case at most in theory. */
  private async withAddress(access: StripeAccess, address: string, signal: AbortSignal): Promise<typeof NONE> {
    const spellings = [...new Set([address, address.toLowerCase()])];
    const lists = await Promise.all(spellings.map((email) => this.lists.customers(access, { email }, signal)));
    const customers = lists.flatMap(({ objects }) => objects);
    return {
      objects: [...new Map(customers.map((customer) => [customer.id, customer])).values()],
      isWhole: lists.every(({ isWhole }) => isWhole),
    };
  }
}

const NONE: { objects: StripeObject[]; isWhole: boolean } = { objects: [], isWhole: true };

const ownOf = (customers: readonly StripeObject[], reference: string): StripeObject[] =>
  customers.filter((customer) => metadataOf(customer, HUB_REF) === reference);
