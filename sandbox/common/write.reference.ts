import { parseForm } from './form.parser.js';

/** What applications call their objects, wherever a vendor lets them; earlier ones first. */
const FIELDS = ['hub_ref', 'reference_id', 'DocNumber', 'lookup_key', 'sku'];
const MARKER = /\bhub:(\S+)/;

/** The first reference in a body, JSON or a form: a marker in a note, or a field that is meant for it. */
export function referenceIn(body: string): string | null {
  const found = new Map<string, string>();
  visit(fieldsOf(body), (name, text) => {
    const marker = MARKER.exec(text)?.[1];
    if (marker !== undefined && !found.has(MARKER.source)) found.set(MARKER.source, marker);
    if (FIELDS.includes(name) && text !== '' && !found.has(name)) found.set(name, text);
  });
  for (const name of [MARKER.source, ...FIELDS]) {
    const reference = found.get(name);
    if (reference !== undefined) return reference;
  }
  return null;
}

function visit(value: unknown, seen: (name: string, text: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, part] of Object.entries(value)) {
    if (typeof part === 'string') seen(name, part);
    else visit(part, seen);
  }
}

function fieldsOf(body: string): unknown {
  if (!/^\s*[{[]/.test(body)) return parseForm(body);
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
