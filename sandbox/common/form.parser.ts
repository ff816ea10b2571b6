export type FormValue = string | FormValue[] | { [key: string]: FormValue };
export type FormFields = { [key: string]: FormValue };

/** Reads `a=1&metadata[k]=v&items[0][price]=p&types[]=x` into nested objects and lists. */
export function parseForm(text: string): FormFields {
  const root: FormFields = {};
  for (const [key, value] of new URLSearchParams(text)) place(root, keyPath(key), value);
  for (const [key, value] of Object.entries(root)) root[key] = listsIn(value);
  return root;
}

function keyPath(key: string): string[] {
  const open = key.indexOf('[');
  if (open <= 0) return [key];
  const inner = key.slice(open).match(/\[[^\]]*\]/g) ?? [];
  return [key.slice(0, open), ...inner.map((part) => part.slice(1, -1))];
}

function place(root: FormFields, path: string[], value: string): void {
  let node = root;
  path.forEach((part, depth) => {
    const name = part === '' ? String(Object.keys(node).length) : part;
    if (name === '__proto__') return;
    if (depth === path.length - 1) node[name] = value;
    else {
      const existing = node[name];
      const next: FormFields = typeof existing === 'object' && !Array.isArray(existing) ? existing : {};
      node[name] = next;
      node = next;
    }
  });
}

/** Objects keyed 0,1,2… were lists on the wire. */
function listsIn(value: FormValue): FormValue {
  if (typeof value === 'string' || Array.isArray(value)) return value;
  const keys = Object.keys(value);
  for (const key of keys) value[key] = listsIn(value[key]!);
  return keys.length > 0 && keys.every((key, at) => key === String(at)) ? Object.values(value) : value;
}
