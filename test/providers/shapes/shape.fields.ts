import { z } from 'zod';
import { SHAPES } from '../../../src/providers/shapes.js';

/** The leaves of a shape, as its schema names them: `lines[].totalMinor`, `address.city`. */
export function shapeFields(shape: string): string[] {
  const schema = SHAPES[shape as keyof typeof SHAPES];
  if (!schema) throw new Error(`no shape ${shape}`);
  return leaves(schema, '').sort();
}

function leaves(schema: unknown, path: string): string[] {
  if (schema instanceof z.ZodNullable) return leaves(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) return leaves(schema.element, `${path}[]`);
  if (!(schema instanceof z.ZodObject)) return [path];
  return Object.entries(schema.shape).flatMap(([name, inner]) => leaves(inner, path ? `${path}.${name}` : name));
}

/** The leaves of normalised data that hold something. */
export function filledFields(value: unknown, path = ''): string[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value)) return value.flatMap((item) => filledFields(item, `${path}[]`));
  if (typeof value !== 'object') return [path];
  const entries = Object.entries(value);
  return entries.length === 0
    ? []
    : [path, ...entries.flatMap(([key, inner]) => filledFields(inner, path ? `${path}.${key}` : key))];
}
