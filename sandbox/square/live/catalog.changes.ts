import { randomBytes } from 'node:crypto';
import { notFound } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import { CatalogCheck } from './catalog.check.js';
import { contentField, contentOf } from './catalog.content.js';
import type { ChangeJournal } from './change.journal.js';
import type { EventRecord } from './event.log.js';
import { withDescription } from './item.description.js';
import { checkSkus } from './sku.rule.js';
import type { SquareAccount } from './square.account.js';
import { isTombstone } from './stream.store.js';

interface CatalogChange {
  objects: SquareObject[];
  events: EventRecord[];
}

/** Changes to the catalogue: an item holds copies of its variations, so that each change of one is a change of both. */
export class CatalogChanges {
  constructor(
    private readonly journal: ChangeJournal,
    private readonly account: SquareAccount,
    private readonly at: number = journal.now(),
  ) {}

  /**
   * Objects whose id begins with `#` are created, the others replaced.
   * @returns with the ids that the new ones were given
   */
  upsert(given: readonly SquareObject[]): CatalogChange & { mappings: Map<string, string> } {
    const mappings = this.newIds(given);
    const ready = withIds(given, mappings) as SquareObject[];
    const created = new Set(mappings.values());
    new CatalogCheck(this.store(), created).batch(ready);
    if (this.account.uniqueSkus) checkSkus(this.store(), ready);
    const { result, events } = this.journal.oneCatalogVersion(
      this.account,
      () => ready.map((object) => this.put(object, created)),
      this.at,
    );
    return { objects: result, events, mappings };
  }

  /** One object's own fields or content, without the care for versions that callers of the API must take. */
  patch(id: string, patch: SquareObject): CatalogChange {
    const { result, events } = this.journal.oneCatalogVersion(
      this.account,
      () => this.change(this.indexOf(id), patch),
      this.at,
    );
    return { objects: [result], events };
  }

  /** Deletes the objects, and with an item its variations; tombstones stay. */
  remove(ids: readonly string[]): { ids: string[]; events: EventRecord[] } {
    const { result, events } = this.journal.oneCatalogVersion(
      this.account,
      () => ids.flatMap((id) => this.bury(id)),
      this.at,
    );
    return { ids: result, events };
  }

  private put(object: SquareObject, created: ReadonlySet<string>): SquareObject {
    const { variations, ...given } = contentOf(object);
    const content = object.type === 'ITEM' ? withDescription(given) : given;
    const nested = variations as SquareObject[] | undefined;
    const id = String(object.id);
    const field = contentField(object);
    const bare = { present_at_all_locations: true, is_deleted: false, ...object, [field]: content };
    const former = created.has(id) ? [] : this.variationsOf(id);
    if (created.has(id)) this.journal.create(this.account, 'products', bare, this.at);
    else this.journal.update(this.account, 'products', this.indexOf(id), bare, this.at);
    if (object.type === 'ITEM') {
      this.leaveOut(former, nested);
      for (const variation of nested ?? []) {
        const own = { ...contentOf(variation), item_id: id };
        this.put({ ...variation, type: 'ITEM_VARIATION', item_variation_data: own }, created);
      }
      return this.hold(
        id,
        nested?.map((variation) => String(variation.id)),
      );
    }
    if (object.type === 'ITEM_VARIATION') this.refresh(String(content.item_id), id);
    return this.store().find(id)!;
  }

  /** Variations that a new version of the item does not name are deleted, all of them if it names none. */
  private leaveOut(former: readonly SquareObject[], nested: readonly SquareObject[] = []): void {
    const kept = new Set(nested.map((variation) => String(variation.id)));
    for (const variation of former) {
      if (!kept.has(String(variation.id))) this.tombstone(this.indexOf(String(variation.id)));
    }
  }

  private change(index: number, patch: SquareObject): SquareObject {
    const before = this.store().at(index)!;
    const field = contentField(before);
    const content = { ...contentOf(before), ...(patch[field] as SquareObject | undefined) };
    const { object } = this.journal.update(this.account, 'products', index, { ...patch, [field]: content }, this.at);
    if (object.type === 'ITEM_VARIATION') this.refresh(String(content.item_id), String(object.id));
    return object;
  }

  private bury(id: string): string[] {
    const found = this.store().find(id);
    if (!found || isTombstone(found)) throw notFound(`Catalog object with ID \`${id}\` not found.`);
    const nested = found.type === 'ITEM' ? this.variationsOf(id).map((variation) => String(variation.id)) : [];
    for (const one of [id, ...nested]) this.tombstone(this.indexOf(one));
    if (found.type === 'ITEM_VARIATION') this.refresh(String(contentOf(found).item_id), id);
    return [id, ...nested];
  }

  private tombstone(index: number): void {
    this.journal.update(this.account, 'products', index, { is_deleted: true }, this.at);
  }

  /** A new version of the item that holds this variation. */
  private refresh(item: string, variation: string): void {
    const index = this.store().indexOf(item);
    const before = index === undefined ? null : this.store().at(index);
    if (index === undefined || !before || isTombstone(before)) return;
    this.journal.update(this.account, 'products', index, {}, this.at);
    const ids = ((contentOf(before).variations as SquareObject[] | undefined) ?? []).map((one) => String(one.id));
    this.hold(item, ids.includes(variation) ? ids : [...ids, variation]);
  }

  /** Lets the item hold its variations as they are now. */
  private hold(item: string, variations: readonly string[] = []): SquareObject {
    const index = this.indexOf(item);
    const object = this.store().at(index)!;
    const live = variations.map((id) => this.store().find(id)).filter((one) => one && !isTombstone(one));
    const holding = {
      ...object,
      item_data: { ...contentOf(object), ...(live.length > 0 ? { variations: live } : {}) },
    };
    if (live.length === 0) delete (holding.item_data as SquareObject).variations;
    this.store().replace(index, holding);
    return holding;
  }

  private variationsOf(item: string): SquareObject[] {
    const found = this.store().find(item);
    return found ? ((contentOf(found).variations as SquareObject[] | undefined) ?? []) : [];
  }

  /** Ids for everything that has a temporary one, the nested objects included. */
  private newIds(given: readonly SquareObject[]): Map<string, string> {
    const mappings = new Map<string, string>();
    const { data } = this.account;
    let next = this.store().nextIndex;
    const visit = (object: SquareObject): void => {
      const id = String(object.id ?? '');
      const isStored = object.type !== 'MODIFIER';
      if (id.startsWith('#') && !mappings.has(id)) {
        mappings.set(id, isStored ? data.id('products', next) : randomBytes(12).toString('hex').toUpperCase());
        if (isStored) next += 1;
      }
      const { variations, modifiers } = contentOf(object);
      for (const nested of [variations, modifiers]) if (Array.isArray(nested)) nested.forEach(visit);
    };
    given.forEach(visit);
    return mappings;
  }

  private indexOf(id: string): number {
    const index = this.store().indexOf(id);
    if (index === undefined) throw notFound(`Catalog object with ID \`${id}\` not found.`);
    return index;
  }

  private store() {
    return this.account.store('products');
  }
}

/** A copy in which every temporary id, wherever it stands, is the real one. */
function withIds(value: unknown, mappings: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return mappings.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => withIds(item, mappings));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withIds(item, mappings)]));
}
