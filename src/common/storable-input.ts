import { isStorableText } from './storable-text.js';

/** Far more than any body of ours; recursive code behind this would run out of stack long after it. */
const DEEPEST = 64;

/** Whether PostgreSQL can hold every string of it: it takes neither NUL nor half of a surrogate pair. */
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
