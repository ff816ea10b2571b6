import type { VendorOperation, VendorSchema } from './vendor.schema.js';

export interface FoundOperation extends VendorOperation {
  /** `METHOD /path/{of}/parts`. */
  name: string;
}

const isVariable = (part: string): boolean => /^[{:]/.test(part);

/** Finds the operation of a vendor's specification that a method and path belong to. */
export class OperationFinder {
  private readonly byLength = new Map<string, { parts: string[]; found: FoundOperation }[]>();

  constructor({ operations }: Pick<VendorSchema, 'operations'>) {
    for (const [name, operation] of Object.entries(operations)) {
      const parts = name.split(/[ /]/);
      const key = `${parts[0]} ${parts.length}`;
      this.byLength.set(key, [...(this.byLength.get(key) ?? []), { parts, found: { ...operation, name } }]);
    }
    // Of two that match, the one with fewer variables is meant: `/lists/batch` before `/lists/{id}`.
    const variables = (parts: readonly string[]): number => parts.filter(isVariable).length;
    for (const found of this.byLength.values())
      found.sort((one, other) => variables(one.parts) - variables(other.parts));
  }

  /** @param path of a request, or with `:id` where something is named */
  find(method: string, path: string): FoundOperation | undefined {
    const asked = [method, ...path.split('/')];
    const candidates = this.byLength.get(`${method} ${asked.length}`) ?? [];
    return candidates.find(({ parts }) => parts.every((part, at) => isVariable(part) || part === asked[at]))?.found;
  }
}
