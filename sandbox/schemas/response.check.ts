import { OperationFinder } from './operation.finder.js';
import { SchemaCheck, type Violation } from './schema.check.js';
import type { TypeOf, VendorSchema } from './vendor.schema.js';

export type JsonObject = Record<string, unknown>;

/** Calls a sandbox over HTTP, and holds every answer against the vendor's types. */
export class ResponseCheck {
  objects = 0;
  private readonly finder: OperationFinder;
  private readonly check: SchemaCheck;
  private readonly counts = new Map<string, number>();

  constructor(
    private readonly url: string,
    private readonly schema: VendorSchema,
    private readonly headers: Record<string, string> = {},
  ) {
    this.finder = new OperationFinder(schema);
    this.check = new SchemaCheck(schema.types);
  }

  /** @returns the answer, which must be a success */
  async call(method: string, path: string, body?: string, headers: Record<string, string> = {}): Promise<JsonObject> {
    const response = await fetch(this.url + path, {
      method,
      headers: { ...this.headers, ...headers },
      body: body ?? null,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    const value = (text === '' ? {} : JSON.parse(text)) as JsonObject;
    const operation = this.finder.find(method, path.split('?')[0]!);
    if (operation) this.inspect(value, operation.answer, operation.name);
    else this.count('unknown operation', { kind: 'unknown', path: `${method} ${path.split('?')[0]}`, detail: '' });
    return value;
  }

  get(path: string): Promise<JsonObject> {
    return this.call('GET', path);
  }

  /** Of what comes by other ways, such as a webhook. */
  inspect(value: unknown, type: TypeOf, name: string): void {
    this.objects += this.objectsIn(value);
    for (const violation of this.check.violations(value, type, name)) this.count(violation.kind, violation);
  }

  typeNamed(name: string): TypeOf {
    if (!Object.hasOwn(this.schema.types, name)) throw new Error(`no type ${name} in the extract`);
    return `#${name}`;
  }

  /** One line a kind of violation, with how often it occurred. */
  report(): string[] {
    return [...this.counts].sort().map(([line, times]) => `${line} (${times})`);
  }

  /** Lists hold as many objects as they have members, also below an envelope; anything else is one. */
  private objectsIn(value: unknown): number {
    if (Array.isArray(value)) return value.reduce<number>((sum, one) => sum + this.objectsIn(one), 0);
    if (typeof value !== 'object' || value === null || 'id' in value || 'Id' in value) return 1;
    const inside = Object.values(value).filter((one) => typeof one === 'object' && one !== null);
    return inside.length === 0 ? 1 : inside.reduce<number>((sum, one) => sum + this.objectsIn(one), 0);
  }

  private count(kind: string, { path, detail }: Pick<Violation, 'path' | 'detail' | 'kind'>): void {
    const line = `${kind} ${path}: ${detail}`;
    this.counts.set(line, (this.counts.get(line) ?? 0) + 1);
  }
}

export async function control(url: string, method: string, path: string, body?: unknown): Promise<JsonObject> {
  const response = await fetch(`${url}/_control/${path}`, {
    method,
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as JsonObject;
}
