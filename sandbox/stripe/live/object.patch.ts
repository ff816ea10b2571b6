import type { StripeObject } from '../stripe.stream.js';

type Fields = Record<string, unknown>;

/** Lays a patch over an object, leaving the object itself alone. Metadata merges; an empty value removes its key. */
export function patched(before: StripeObject, patch: Fields): StripeObject {
  const after: StripeObject = { ...before };
  for (const [field, value] of Object.entries(patch)) {
    after[field] = field === 'metadata' ? mergedMetadata(before.metadata, value) : value;
  }
  return after;
}

/** The former values of what changed, as `previous_attributes` shows them: of an object only the changed keys. */
export function previousAttributes(before: Fields, after: Fields): Fields {
  const previous: Fields = {};
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const old = before[field];
    const current = after[field];
    if (JSON.stringify(old) === JSON.stringify(current)) continue;
    previous[field] = isFields(old) && isFields(current) ? previousAttributes(old, current) : (old ?? null);
  }
  return previous;
}

function mergedMetadata(before: unknown, patch: unknown): Fields {
  if (!isFields(patch)) return {};
  const merged: Fields = { ...(before as Fields) };
  for (const [key, value] of Object.entries(patch)) {
    if (value === '' || value === null) delete merged[key];
    else merged[key] = String(value);
  }
  return merged;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
