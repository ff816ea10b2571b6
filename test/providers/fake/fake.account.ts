import { SeededRandom } from '../../../sandbox/common/seeded.random.js';

export type FakeObject = { id: string; rev: number; updated_at: number } & Record<string, unknown>;

export interface FakeChange {
  seq: number;
  at: number;
  stream: string;
  id: string;
  object: FakeObject | null;
}

/** A deletion comes after whatever else happened in its second. */
export const AFTER_ALL = 2 ** 20 - 2;

const COUNTS = { guests: 130, bookings: 90, halls: 12 };
export const FAKE_STREAMS = Object.keys(COUNTS);

/** A box office: its guests, their bookings, its halls. Whatever changes is written in a journal. */
export class FakeAccount {
  readonly journal: FakeChange[] = [];
  readonly hooks = new Map<string, { url: string; secret: string }>();
  private readonly objects = new Map<string, Map<string, FakeObject>>();
  private created = 0;

  constructor(
    readonly id: string,
    readonly token: string,
    seed: number,
    now: number,
  ) {
    const random = new SeededRandom(seed);
    for (const [stream, count] of Object.entries(COUNTS)) {
      this.objects.set(stream, new Map());
      for (let n = 0; n < count; n++) this.put(stream, this.newcomer(stream, random), now - 1_000 - n);
    }
    this.journal.length = 0;
  }

  /** By id. */
  list(stream: string): FakeObject[] {
    return [...(this.objects.get(stream)?.values() ?? [])].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  find(stream: string, id: string): FakeObject | undefined {
    return this.objects.get(stream)?.get(id);
  }

  counts(): Record<string, number> {
    return Object.fromEntries(FAKE_STREAMS.map((stream) => [stream, this.list(stream).length]));
  }

  /** Random changes, repeatable by their seed. */
  mutate(plan: Record<string, unknown>, now: number): FakeChange[] {
    const before = this.journal.length;
    const random = new SeededRandom(Number(plan.seed ?? 1));
    const streams = Array.isArray(plan.streams) ? plan.streams.map(String) : FAKE_STREAMS;
    const pick = () => streams[random.integer(streams.length)]!;
    const times = (count: unknown, change: (stream: string, object: FakeObject) => void) => {
      for (let n = 0; n < Number(count ?? 0); n++) {
        const stream = pick();
        const all = this.list(stream);
        const object = all[random.integer(all.length)];
        if (object) change(stream, object);
      }
    };
    times(plan.updates, (stream, object) => this.put(stream, { ...object, note: random.integer(1e9) }, now));
    times(plan.deletes, (stream, { id }) => this.remove(stream, id, now));
    times(plan.creates, (stream) => this.put(stream, this.newcomer(stream, random), now));
    return this.journal.slice(before);
  }

  private newcomer(stream: string, random: SeededRandom): FakeObject {
    this.created += 1;
    const id = `${stream.slice(0, 1)}_${String(random.integer(1e8)).padStart(8, '0')}${this.created}`;
    const guest = `Guest ${this.created}`;
    return {
      id,
      rev: 0,
      updated_at: 0,
      name: guest,
      email: `${id}@example.net`,
      cents: random.integer(9_999),
      cur: 'eur',
    };
  }

  private put(stream: string, object: FakeObject, at: number): void {
    const next = { ...object, rev: object.rev + 1, updated_at: at };
    this.objects.get(stream)!.set(object.id, next);
    this.journal.push({ seq: this.journal.length + 1, at, stream, id: object.id, object: next });
  }

  private remove(stream: string, id: string, at: number): void {
    this.objects.get(stream)!.delete(id);
    this.journal.push({ seq: this.journal.length + 1, at, stream, id, object: null });
  }
}
