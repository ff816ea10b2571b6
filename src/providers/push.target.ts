import type { Domain } from './provider.values.js';

/** A kind of object that is pushed to a provider. */
export interface PushTarget {
  /** `sale`, `member`, `price`. Unique within the provider. */
  name: string;
  entity: Domain;
  /** The rule that switches it on and holds its options. */
  rule: string;
  /** Name of the stream whose records show it. */
  stream: string;
  /** Whether it is a document of the books. Such a document is never overwritten or made twice for convenience. */
  isMoney: boolean;
  /**
   * Within this time after the first send the provider answers a repeated key as the first time, seconds; `null`: always;
   * 0: never, so that nothing is repeated and a doubt is settled by reading.
   */
  safeWindowSeconds: number | null;
  /** After a doubt, how long the provider may take until its lists show what was written, seconds. */
  settleSeconds: number;
  /** Whether the present state at the provider is read before each request is built. */
  readsFirst: boolean;
  /**
   * An item may go from one subject to another, as a contact does whose address changes. Its earlier targets are settled
   * first, and told to `build`: `earlier` of the intent. Absent: an item keeps its subject.
   */
  followsItems?: boolean;
  /**
   * One state may take several requests. After each of them the object is read and the next one is built, until nothing is
   * left to do. A late copy of such a request must be harmless, because the provider knows its key. Absent: one is enough.
   */
  inSteps?: boolean;
  /** Most requests of it that an account takes at the same time. Absent: the usual number. */
  atOnce?: number;
  /** The provider takes a second object with our reference; see docs/adr/0017. Absent: it refuses one. */
  isUnguarded?: boolean;
  /**
   * It is about a person whose contact has the id of its subject, if that was pushed. It is built again when the contact
   * changes, and is told when it is to be forgotten: `isForgotten` of the intent. Absent: only its items count.
   */
  isOfContact?: true;
}
