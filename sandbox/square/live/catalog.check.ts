import { badRequest, invalidValue, missingField, notFound, versionMismatch } from '../square.errors.js';
import type { SquareObject } from '../square.stream.js';
import { contentOf, nestedVariations } from './catalog.content.js';
import { isTombstone, type StreamStore } from './stream.store.js';

/** What Square asks of the objects of one batch before it changes anything. */
export class CatalogCheck {
  private readonly seen = new Set<string>();

  /** @param created ids that the batch itself makes */
  constructor(
    private readonly store: StreamStore,
    private readonly created: ReadonlySet<string>,
  ) {}

  batch(objects: readonly SquareObject[]): void {
    for (const object of objects) this.one(object);
  }

  /** The object itself must have the version that it has here, and so must each variation in an item. */
  private one(object: SquareObject, item?: string): void {
    if (typeof object.type !== 'string') throw missingField('object.type');
    const id = String(object.id ?? '');
    if (id === '') throw missingField('object.id');
    if (object.is_deleted === true) throw invalidValue('An object is not deleted by an upsert.', 'is_deleted');
    if (this.seen.has(id)) throw badRequest('BAD_REQUEST', `Object \`${id}\` is named twice.`, 'objects');
    this.seen.add(id);
    if (!this.created.has(id)) this.known(object, id, item);
    if (object.type === 'ITEM_VARIATION' && item === undefined) this.parent(contentOf(object).item_id);
    for (const variation of nestedVariations(object)) this.one(variation, id);
  }

  private known(object: SquareObject, id: string, item: string | undefined): void {
    const current = this.store.find(id);
    if (!current || isTombstone(current)) throw notFound(`Catalog object with ID \`${id}\` not found.`);
    if (current.type !== object.type) throw invalidValue('The type of an object cannot change.', 'type');
    if (item !== undefined && contentOf(current).item_id !== item) {
      throw invalidValue(`Variation \`${id}\` belongs to another item.`, 'item_id');
    }
    if (object.version === undefined || Number(object.version) !== current.version) throw versionMismatch(id);
  }

  private parent(item: unknown): void {
    if (typeof item !== 'string') throw missingField('item_variation_data.item_id');
    const found = this.store.find(item);
    if (this.created.has(item) || (found && !isTombstone(found))) return;
    throw notFound(`Catalog object with ID \`${item}\` not found.`);
  }
}
