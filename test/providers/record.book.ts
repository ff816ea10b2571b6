import type { FetchedRecord } from '../../src/providers/provider.port.js';
import { canonical, type Difference } from '../support/record.comparison.js';
import type { PulledRecord } from './walk.js';

interface Entry {
  version: number;
  seconds: number;
  read: boolean;
  deleted: boolean;
  content: string;
}

export interface RecordName {
  type: string;
  id: string;
}

/**
 * The records of one connection by the rule of src/records/version.ts, in memory: what is newer wins, and what
 * ties is for the caller to read again.
 */
export class RecordBook {
  private readonly entries = new Map<string, Map<string, Entry>>();

  /** @returns the records that tie with another state */
  write(records: readonly PulledRecord[]): RecordName[] {
    return records.filter((record) => this.writeOne(record)).map(({ type, id }) => ({ type, id }));
  }

  /** What was read after the state that is here: newer, whatever the clocks say. */
  writeRead({ type, id }: RecordName, read: FetchedRecord): void {
    const before = this.of(type).get(id);
    const entry = entryOf({
      seconds: read.seconds,
      sequence: read.sequence,
      dating: read.sequence === undefined ? 'read' : 'change',
      deleted: read.deleted,
      object: JSON.parse(read.json) as Record<string, unknown>,
    });
    this.of(type).set(id, { ...entry, version: Math.max(entry.version, (before?.version ?? -Infinity) + 1 / 2 ** 20) });
  }

  live(type: string): string[] {
    return [...this.of(type)].filter(([, { deleted }]) => !deleted).map(([id]) => id);
  }

  differences(type: string, objects: ReadonlyMap<string, unknown>): Difference | null {
    const live = new Set(this.live(type));
    const difference = {
      missing: [...objects.keys()].filter((id) => !live.has(id)),
      extra: [...live].filter((id) => !objects.has(id)),
      different: [...objects]
        .filter(([id, object]) => live.has(id) && this.of(type).get(id)!.content !== canonical(object))
        .map(([id]) => id),
    };
    return Object.values(difference).some((ids) => ids.length > 0) ? difference : null;
  }

  /** Whether this record is what the vendor has; `undefined`: it has none. */
  agrees({ type, id }: RecordName, object: unknown): boolean {
    const entry = this.of(type).get(id);
    if (object === undefined) return !entry || entry.deleted;
    return entry !== undefined && !entry.deleted && entry.content === canonical(object);
  }

  private writeOne(record: PulledRecord): boolean {
    const entry = entryOf(record);
    const before = this.of(record.type).get(record.id);
    const same = before && entry.deleted === before.deleted && (entry.deleted || entry.content === before.content);
    if (!before || entry.version > before.version) {
      if (!same || !entry.read) this.of(record.type).set(record.id, entry);
      return false;
    }
    return !same && !before.read && Math.floor(before.version) === entry.seconds;
  }

  private of(type: string): Map<string, Entry> {
    const entries = this.entries.get(type) ?? new Map<string, Entry>();
    this.entries.set(type, entries);
    return entries;
  }
}

/** In seconds; a state that was read stands at the end of the second before. */
export function versionOf({
  seconds,
  sequence,
  dating,
}: Pick<PulledRecord, 'seconds' | 'sequence' | 'dating'>): number {
  return dating === 'change' ? seconds + (sequence ?? 0) / 2 ** 20 : seconds - 1 / 2 ** 20;
}

function entryOf(record: Omit<PulledRecord, 'type' | 'id'>): Entry {
  const { seconds, dating, deleted, object } = record;
  return { version: versionOf(record), seconds, read: dating === 'read', deleted, content: canonical(object) };
}
