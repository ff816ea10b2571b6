import type { QboObject } from '../quickbooks.entity.js';

/** Who has a name or a number, among objects that were changed or added. The caller looks whether it still has. */
export class TextIndex {
  private readonly places = new Map<string, number[]>();

  constructor(private readonly textOf: (object: QboObject) => string | undefined) {}

  note(object: QboObject, index: number): void {
    const text = this.textOf(object);
    if (text === undefined) return;
    const places = this.places.get(text);
    if (!places) this.places.set(text, [index]);
    else if (!places.includes(index)) places.push(index);
  }

  at(text: string): readonly number[] {
    return this.places.get(text) ?? [];
  }
}
