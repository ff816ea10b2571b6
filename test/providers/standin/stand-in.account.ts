import type { ProviderError } from '../../../src/providers/provider.errors.js';

export const STAND_IN_STREAMS = ['guests', 'bookings', 'tickets', 'halls'] as const;

export type StandInStream = (typeof STAND_IN_STREAMS)[number];

interface StandInObject {
  /** `null`: the vendor sent it without one. */
  id: string | null;
  json: string;
  /** Counts the changes of the account. `null`: its last change is in no feed. */
  changed: number | null;
  version: number;
}

/**
 * What the account of a stand-in vendor holds, and what goes wrong when it is asked. In memory, and the same for the
 * provider and the test, which run in one process.
 */
export class StandInAccount {
  private readonly objects = new Map<StandInStream, StandInObject[]>();
  private changes = 0;
  /** The vendor's clock before the first change, epoch seconds. Each change is a second, and there are fewer than these. */
  readonly start = Math.floor(Date.now() / 1000) - 1_000;
  /** Streams that cannot be read, by listing and by changes. A permission that is missing is one of the errors. */
  readonly failing = new Map<string, ProviderError>();
  /** Streams that are refused by the shared feed of changes alone. */
  readonly refused = new Map<string, ProviderError>();
  /** Streams that were asked for, in order. */
  readonly asked: string[] = [];

  /** Of the vendor's clock, epoch seconds. */
  get now(): number {
    return this.start + this.changes;
  }

  list(stream: StandInStream): StandInObject[] {
    return this.objects.get(stream) ?? [];
  }

  /** @param json text that the vendor sends for the object, with whatever is wrong about it */
  put(stream: StandInStream, id: string | null, json: string, { isSilent = false } = {}): void {
    const others = this.list(stream).filter((object) => id === null || object.id !== id);
    const changed = ++this.changes;
    this.objects.set(stream, [...others, { id, json, changed: isSilent ? null : changed, version: changed }]);
  }

  remove(stream: StandInStream, id: string | null): void {
    this.objects.set(
      stream,
      this.list(stream).filter((object) => object.id !== id),
    );
  }
}
