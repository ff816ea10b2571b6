import { OperationFinder } from './operation.finder.js';
import type { VendorSchema } from './vendor.schema.js';

/** What a client must not send: operations that a vendor's specification does not know, and parameters. */
export function unknownRequests(asked: Readonly<Record<string, readonly string[]>>, schema: VendorSchema): string[] {
  const finder = new OperationFinder(schema);
  return Object.entries(asked).flatMap(([operation, names]) => {
    const [method = '', path = ''] = operation.split(' ');
    const found = finder.find(method, path);
    if (!found) return [`${operation} is unknown`];
    return names.filter((name) => !found.parameters.includes(name)).map((name) => `${operation} takes no ${name}`);
  });
}
