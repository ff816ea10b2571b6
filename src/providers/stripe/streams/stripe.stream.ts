import type Stripe from 'stripe';
import type { StreamDescription } from '../../provider.port.js';
import type { ChangesWalk } from '../../kit/walk.js';
import { STRIPE_API_VERSION } from '../api/stripe.api-version.js';
import type { StripeAccess } from '../api/stripe.access.js';
import type { StripeObject } from './stripe.page.js';

/** What the SDK's resources have in common: a list of pages and a read by id. */
interface ListedResource {
  list(params: Record<string, unknown>, options: Stripe.RequestOptions): PromiseLike<unknown>;
  retrieve(id: string, params: Record<string, unknown>, options: Stripe.RequestOptions): PromiseLike<unknown>;
}

export interface StripeStream extends StreamDescription {
  feed: 'events' | null;
  /** The `object` field of its objects. */
  object: string;
  /** Under `/v1/`; names the operation that Stripe counts for its rate limit. */
  path: string;
  resource: (stripe: Stripe) => ListedResource;
  /** Parameters without which the list leaves objects out. */
  listParams: Readonly<Record<string, string>>;
  /** Members that come only when they are asked for. An event never has them, so its object must be read. */
  expand: readonly string[];
  /** Whether an object in an event lacks what is expanded; absent: each does. */
  lacks?: (raw: StripeObject) => boolean;
  /** The object as it is kept: what was expanded and is not its own, apart from it (`JOINED`). */
  fold?: (raw: StripeObject) => StripeObject;
  /** Lists within an object that come only when they are expanded, and where each is read by itself. */
  lists: Readonly<Record<string, (id: string) => string>>;
  /** Event types whose `data.object` is one of its objects: https://docs.stripe.com/api/events/types */
  eventTypes: readonly string[];
  /**
   * The first API version in which all that its mapper reads has the name and meaning of today, or a former name that
   * the mapper reads too, as a sample of that version proves (`testing/old-snapshots.ts`). Snapshots of events of that
   * version and later are taken as they are. https://docs.stripe.com/upgrades
   */
  snapshotsSince: string;
  /** Whether a `*.deleted` event means that the object is gone: a "deleted" subscription is a canceled one. */
  deletable: boolean;
  /** No event tells that an object was created, only what becomes of it. */
  unannounced?: boolean;
  /** Objects change by themselves without an event, at any age: a walk that looks far back lists them all. */
  silent?: boolean;
  /** When an object that no event will tell about is due to change, epoch seconds; `null`: it will not. */
  settlesAt?: (raw: Record<string, unknown>) => number | null;
  /** Its objects come within those of another stream, and have no list. */
  partOf?: { stream: string; parts: (whole: StripeObject) => StripeObject[] };
}

export type StripeChangesWalk = ChangesWalk<StripeAccess, StripeStream>;

/** What is not proven of older versions is claimed of our own version only. */
const OWN_VERSION = STRIPE_API_VERSION.slice(0, 'YYYY-MM-DD'.length);

type Row = Partial<StripeStream> & Pick<StripeStream, 'name' | 'shape' | 'resource' | 'eventTypes'>;

/** The version of most accounts that have never been upgraded. */
export const MOST_OLD_ACCOUNTS = '2020-08-27';

export function stream(row: Row): StripeStream {
  const { expand = [], feed = 'events', snapshotsSince = OWN_VERSION } = row;
  return {
    domain: 'payments',
    path: row.name,
    object: (row.path ?? row.name).replace(/s$/, ''),
    sliceable: true,
    incremental: 'changes',
    feed,
    listParams: {},
    expand,
    lists: {},
    snapshotsSince,
    deletable: row.eventTypes.some((type) => type.endsWith('.deleted')),
    hasWebhooks: feed !== null && row.eventTypes.length > 0 && !row.silent,
    ...(feed !== null && { snapshots: snapshotsText({ ...row, snapshotsSince }) }),
    ...row,
  };
}

function snapshotsText({ expand = [], unannounced, snapshotsSince }: Row): string {
  const cost = 'at most one read for each changed object, or less where a list of their creation time has several';
  const missing = expand.join(' and ');
  const taken = `The objects of events are taken as they are from API version ${snapshotsSince} on.`;
  // New ones come with the list, which has all of it.
  if (expand.length > 0 && !unannounced) return `Events lack ${missing}, so that they cost ${cost}.`;
  return `${taken} Those of other versions cost ${cost}.`;
}

export function types(prefix: string, ...names: string[]): string[] {
  return names.map((name) => `${prefix}.${name}`);
}
