import { IndexLag, type Lagging } from '../../common/index.lag.js';
import { keyOf, type MailchimpObject, type StreamName } from '../mailchimp.stream.js';
import { OrderedView } from '../dataset/ordered.view.js';

/** The unchanging part of a collection: `count` objects, each computed when asked for. */
export interface ObjectSource {
  readonly count: number;
  build(index: number): MailchimpObject;
  /** The index behind a key, where it can be told without looking through all of them. */
  indexOf?(key: string): number | undefined;
}

type ChangeObserver = (index: number, before: MailchimpObject | null, after: MailchimpObject | null) => void;

/** All objects of one kind under one parent: the computed ones, over which changes, deletions and new ones are laid. */
export class ObjectCollection implements Lagging {
  private readonly changed = new Map<number, MailchimpObject | null>();
  private readonly observers: ChangeObserver[] = [];
  private readonly newKeys = new Map<string, number>();
  private sourceKeys: Map<string, number> | undefined;
  private positions: OrderedView | undefined;
  private added = 0;
  private removed = 0;
  private lag: IndexLag<MailchimpObject> | undefined;

  constructor(
    readonly stream: StreamName,
    private readonly source: ObjectSource,
  ) {}

  get liveCount(): number {
    return this.nextIndex - this.removed;
  }

  /** Indexes below this one exist or have existed. */
  get nextIndex(): number {
    return this.source.count + this.added;
  }

  observe(observer: ChangeObserver): void {
    this.observers.push(observer);
  }

  lagBy(ms: number, now: () => number): void {
    this.lag = new IndexLag(ms, now);
  }

  /** Lists show something else than what is there; a deletion shows at once. */
  get isLagging(): boolean {
    return this.lag?.isActive ?? false;
  }

  /** As lists show it. */
  listedAt(index: number): MailchimpObject | null {
    const object = this.at(index);
    return object && this.lag ? this.lag.seen(index, object) : object;
  }

  at(index: number): MailchimpObject | null {
    const changed = this.changed.get(index);
    return changed === undefined ? this.source.build(index) : changed;
  }

  /** What was laid over the computed object: undefined when nothing was. */
  overlay(index: number): MailchimpObject | null | undefined {
    return this.changed.get(index);
  }

  /** The index of a live object. */
  indexOf(key: string): number | undefined {
    const own = this.newKeys.get(key);
    if (own !== undefined) return own;
    const index = this.source.indexOf ? this.source.indexOf(key) : this.builtKeys().get(key);
    if (index === undefined) return undefined;
    const changed = this.changed.get(index);
    return changed === undefined || (changed !== null && keyOf(this.stream, changed) === key) ? index : undefined;
  }

  find(key: string): MailchimpObject | undefined {
    const index = this.indexOf(key);
    return index === undefined ? undefined : (this.at(index) ?? undefined);
  }

  add(object: MailchimpObject): number {
    const index = this.nextIndex;
    this.added += 1;
    this.lag?.wrote(index, null);
    this.changed.set(index, object);
    this.newKeys.set(keyOf(this.stream, object), index);
    this.positions?.insert(0, index);
    this.tell(index, null, object);
    return index;
  }

  replace(index: number, object: MailchimpObject): void {
    const before = this.at(index);
    if (!before) throw new Error(`${this.stream} ${index} is deleted`);
    this.lag?.wrote(index, before);
    const [formerKey, key] = [keyOf(this.stream, before), keyOf(this.stream, object)];
    this.changed.set(index, object);
    if (formerKey !== key) {
      this.newKeys.delete(formerKey);
      this.newKeys.set(key, index);
    }
    this.tell(index, before, object);
  }

  remove(index: number): MailchimpObject {
    const before = this.at(index);
    if (!before) throw new Error(`${this.stream} ${index} is already deleted`);
    this.changed.set(index, null);
    this.newKeys.delete(keyOf(this.stream, before));
    this.removed += 1;
    this.positions?.remove(0, index);
    this.tell(index, before, null);
    return before;
  }

  /** Live indexes in the order of creation. */
  order(): OrderedView {
    if (!this.positions) {
      const live: [number, number][] = [];
      for (let index = 0; index < this.nextIndex; index += 1) {
        if (this.changed.get(index) !== null) live.push([0, index]);
      }
      this.positions = new OrderedView(live);
    }
    return this.positions;
  }

  /** Every live object as lists show it. */
  *listed(): Generator<MailchimpObject> {
    for (let index = 0; index < this.nextIndex; index += 1) {
      const object = this.listedAt(index);
      if (object) yield object;
    }
  }

  /** What was added or changed and is still there, in the order of the changes. */
  *written(): Generator<MailchimpObject> {
    for (const object of this.changed.values()) if (object) yield object;
  }

  *live(): Generator<MailchimpObject> {
    for (let index = 0; index < this.nextIndex; index += 1) {
      const object = this.at(index);
      if (object) yield object;
    }
  }

  private tell(index: number, before: MailchimpObject | null, after: MailchimpObject | null): void {
    for (const observer of this.observers) observer(index, before, after);
  }

  private builtKeys(): Map<string, number> {
    if (!this.sourceKeys) {
      this.sourceKeys = new Map();
      for (let index = 0; index < this.source.count; index += 1) {
        this.sourceKeys.set(keyOf(this.stream, this.source.build(index)), index);
      }
    }
    return this.sourceKeys;
  }
}
