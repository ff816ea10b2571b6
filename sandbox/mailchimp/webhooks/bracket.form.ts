/** Writes nested fields as PHP does: `type=subscribe&data%5Bmerges%5D%5BFNAME%5D=Ada`. */
export function bracketForm(fields: Record<string, unknown>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) append(form, name, value);
  return form.toString();
}

function append(form: URLSearchParams, name: string, value: unknown): void {
  if (value !== null && typeof value === 'object') {
    for (const [key, inner] of Object.entries(value)) append(form, `${name}[${key}]`, inner);
  } else form.append(name, value === null || value === undefined ? '' : String(value));
}
