import { setTimeout as elapse } from 'node:timers/promises';

/** What goes wrong with a request that writes. */
export type VendorFault =
  /** It is applied, and the answer is lost. */
  | 'answer_lost'
  /** The answer is lost, and it is applied some time later. */
  | 'applied_late'
  /** It is not applied, and there is no answer. */
  | 'request_lost'
  /** It is not applied. The key remembers the failure. */
  | 'stored_failure'
  /** It is applied. The key remembers a failure. */
  | 'applied_and_failed'
  /** It is not applied. */
  | 'rate_limited';

export interface VendorTimes {
  /** How long a key is remembered. */
  keyLifetimeMs: number;
  /** A late request is applied after this time. */
  lateMs: number;
  /** Searches show an object this long after it was made. */
  indexLagMs: number;
}

export interface VendorObject {
  id: string;
  kind: string;
  reference: string;
  /** Raised by each write. */
  revision: number;
  content: Readonly<Record<string, unknown>>;
  madeAt: number;
  updatedAt: number;
}

export interface VendorWrite {
  method: string;
  path: string;
  body: string;
}

export interface VendorAnswer {
  status: number;
  object?: VendorObject;
  /** The key had this answer before. */
  isRepeated: boolean;
}

interface AppliedWrite {
  key: string;
  body: string;
  objectId: string;
  content: VendorObject['content'];
}

interface WriteBody {
  reference: string;
  revision?: number;
  content: VendorObject['content'];
}

/** What the vendor does besides. */
export interface VendorHabits {
  /** It refuses a second object of one reference. */
  isUnique?: boolean;
  /** It stores something else than what was sent. */
  alter?: (content: VendorObject['content']) => VendorObject['content'];
  /** Before each request that writes: a wait, or an error. */
  admit?: () => Promise<void>;
}

/** There was no answer. */
export class VendorSilence extends Error {}

/**
 * A vendor in memory. Its keys expire, it remembers failures, and it applies requests late. It has no other protection from
 * duplicates, so what is sent twice is there twice.
 */
export class VendorModel {
  readonly objects = new Map<string, VendorObject>();
  /** In the order in which they had their effect. */
  readonly applied: AppliedWrite[] = [];
  /** Bytes that each key was sent with. */
  readonly sent = new Map<string, Set<string>>();
  private readonly keys = new Map<string, { at: number; answer: Omit<VendorAnswer, 'isRepeated'> }>();
  private readonly late = new Set<Promise<void>>();
  private made = 0;

  constructor(
    private readonly times: VendorTimes,
    private readonly nextFault: () => VendorFault | null = () => null,
    private readonly habits: VendorHabits = {},
  ) {}

  async admit(): Promise<void> {
    await this.habits.admit?.();
  }

  /** @throws VendorSilence */
  write(write: VendorWrite, key: string): VendorAnswer {
    this.sent.set(key, (this.sent.get(key) ?? new Set()).add(write.body));
    const repeated = this.remembered(key);
    if (repeated) return repeated;
    const fault = this.nextFault();
    if (fault === 'rate_limited') return { status: 429, isRepeated: false };
    if (fault === 'request_lost') throw new VendorSilence();
    if (fault === 'applied_late') {
      this.applyLate(write, key);
      throw new VendorSilence();
    }
    if (fault === 'stored_failure') return this.remember(key, { status: 500 });
    const answer = this.apply(write, key);
    if (fault === 'applied_and_failed') return this.remember(key, { status: 500 });
    if (fault === 'answer_lost') throw new VendorSilence();
    return answer;
  }

  /** Objects of this reference that searches show. */
  search(kind: string, reference: string): VendorObject[] {
    const shown = Date.now() - this.times.indexLagMs;
    return [...this.objects.values()].filter(
      (object) => object.kind === kind && object.reference === reference && object.madeAt <= shown,
    );
  }

  find(id: string): VendorObject | undefined {
    return this.objects.get(id);
  }

  /** Puts an object there that someone else has made. */
  plant(kind: string, reference: string, content: VendorObject['content']): VendorObject {
    const now = Date.now();
    const object = { id: `obj_${++this.made}`, kind, reference, revision: 1, content, madeAt: now, updatedAt: now };
    this.objects.set(object.id, object);
    return object;
  }

  /** Until every late request has had its effect. */
  async settled(): Promise<void> {
    await Promise.all(this.late);
  }

  private applyLate(write: VendorWrite, key: string): void {
    const late: Promise<void> = elapse(this.times.lateMs).then(() => {
      if (!this.remembered(key)) this.apply(write, key);
      this.late.delete(late);
    });
    this.late.add(late);
  }

  private apply({ method, path, body }: VendorWrite, key: string): VendorAnswer {
    const [, kind = '', id] = path.split('/');
    const { reference, revision, content } = JSON.parse(body) as WriteBody;
    if (method === 'POST') {
      if (this.habits.isUnique && [...this.objects.values()].some((object) => object.reference === reference)) {
        return { status: 422, isRepeated: false };
      }
      const object = this.plant(kind, reference, this.habits.alter?.(content) ?? content);
      this.applied.push({ key, body, objectId: object.id, content });
      return this.remember(key, { status: 200, object });
    }
    const known = this.objects.get(id ?? '');
    if (!known) return this.remember(key, { status: 404 });
    // Not remembered: the next request with this key is looked at again.
    if (revision !== undefined && revision !== known.revision) return { status: 409, isRepeated: false };
    const object = { ...known, content, revision: known.revision + 1, updatedAt: Date.now() };
    this.objects.set(known.id, object);
    this.applied.push({ key, body, objectId: known.id, content });
    return this.remember(key, { status: 200, object });
  }

  private remembered(key: string): VendorAnswer | undefined {
    const known = this.keys.get(key);
    return known && Date.now() - known.at < this.times.keyLifetimeMs
      ? { ...known.answer, isRepeated: true }
      : undefined;
  }

  private remember(key: string, answer: Omit<VendorAnswer, 'isRepeated'>): VendorAnswer {
    this.keys.set(key, { at: Date.now(), answer });
    return { ...answer, isRepeated: false };
  }
}
