import { isStorableText } from './storable-text.js';

/**
 * Largest depth. Bodies of this service are far less deep. Recursive code that reads them has enough stack for this
 * depth.
 */
const DEEPEST = 64;

/** Whether PostgreSQL can store every string of the value. It stores neither NUL nor an unpaired surrogate. */
export function isStorableInput(value: unknown): boolean {
  const open: { value: unknown; depth: number }[] = [{ value, depth: 0 }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value: inner, depth } = next;
    if (typeof inner === 'string' && !isStorableText(inner)) return false;
    if (typeof inner !== 'object' || inner === null) continue;
    if (depth >= DEEPEST) return false;
    for (const [key, child] of Object.entries(inner)) {
      if (!isStorableText(key)) return false;
      open.push({ value: child, depth: depth + 1 });
    }
  }
  return true;
}
