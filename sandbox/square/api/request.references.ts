import { contentOf, nestedVariations } from '../live/catalog.content.js';
import type { SquareObject } from '../square.stream.js';

/** What the caller calls the objects in a request: `reference_id`, and in the catalogue the SKUs. */
export function referencesIn(body: string): string[] {
  const request = parsed(body);
  const batches = listed(request.batches).flatMap((batch) => listed(batch.objects));
  const bulk = Object.values(held(request.customers)).map(held);
  const found = [request, held(request.order), ...bulk].map(({ reference_id: reference }) => reference);
  const objects = [held(request.object), ...batches].flatMap((one) => [one, ...nestedVariations(one)]);
  const skus = objects.map((one) => contentOf(one).sku);
  return [...found, ...skus].filter((one): one is string => typeof one === 'string' && one !== '');
}

const held = (value: unknown): SquareObject =>
  typeof value === 'object' && value !== null ? (value as SquareObject) : {};

const listed = (value: unknown): SquareObject[] => (Array.isArray(value) ? value.map(held) : []);

function parsed(body: string): SquareObject {
  try {
    return held(JSON.parse(body));
  } catch {
    return {};
  }
}
