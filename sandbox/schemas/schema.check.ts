import type { TypeOf, VendorSchema } from './vendor.schema.js';

export interface Violation {
  kind: 'type' | 'enum' | 'missing' | 'unknown';
  /** Where, without the positions in lists: `customers[].address.country`. */
  path: string;
  /** What stands there, and what may. */
  detail: string;
}

type Fields = Readonly<Record<string, TypeOf>>;
interface Alternative {
  type: TypeOf;
  path: string;
}

type JsonObject = Record<string, unknown>;

/** Compares values with a vendor's types. */
export class SchemaCheck {
  constructor(private readonly types: VendorSchema['types']) {}

  /** Everything that the vendor would never send. */
  violations(value: unknown, type: TypeOf, path: string): Violation[] {
    const alternatives = this.alternativesOf(type, path);
    if (alternatives.some((one) => one.type === 'any')) return [];
    const possible = alternatives.filter((one) => hasForm(value, one.type));
    if (possible.length === 0) return [wrongForm(value, alternatives, path)];
    const sameKind = possible.filter((one) => isOfKind(value, one.type));
    const fitting = sameKind.length > 0 ? sameKind : possible;
    const told = fitting.map((one) => this.within(value, one.type, one.path));
    return told.reduce((best, one) => (one.length < best.length ? one : best));
  }

  /** With the path for what is inside: an object that has an id is named by its type, wherever it stands. */
  private alternativesOf(type: TypeOf, path: string): Alternative[] {
    if (isAlternatives(type)) return type.flatMap((one) => this.alternativesOf(one, path));
    if (typeof type !== 'string' || !type.startsWith('#')) return [{ type, path }];
    const name = type.slice(1);
    const named = this.types[name];
    if (named === undefined) throw new Error(`no type ${type} in the extract`);
    return this.alternativesOf(named, isIdentified(name, named) ? name : path);
  }

  private within(value: unknown, type: TypeOf, path: string): Violation[] {
    if (typeof type === 'string' || isAlternatives(type) || 'enum' in type) return [];
    if ('list' in type) return (value as unknown[]).flatMap((one) => this.violations(one, type.list, `${path}[]`));
    if ('map' in type) {
      return Object.values(value as JsonObject).flatMap((one) => this.violations(one, type.map, `${path}.*`));
    }
    return 'fields' in type ? this.inFields(value as JsonObject, type.fields, path) : [];
  }

  private inFields(value: JsonObject, fields: Fields, path: string): Violation[] {
    const violations: Violation[] = [];
    for (const [name, one] of Object.entries(value)) {
      const type = Object.hasOwn(fields, name) ? fields[name] : fields[`${name}?`];
      const at = `${path}.${name}`;
      if (type === undefined) violations.push({ kind: 'unknown', path: at, detail: formOf(one) });
      else violations.push(...this.violations(one, type, at));
    }
    for (const name of Object.keys(fields)) {
      if (name.endsWith('?') || Object.hasOwn(value, name)) continue;
      violations.push({ kind: 'missing', path: `${path}.${name}`, detail: shown(fields[name]!) });
    }
    return violations;
  }
}

/** `Array.isArray` tells nothing of a list that may not be changed. */
const isAlternatives = (type: TypeOf): type is readonly TypeOf[] => Array.isArray(type);

function isIdentified(name: string, type: TypeOf): boolean {
  if (name.includes('.') || typeof type !== 'object' || !('fields' in type)) return false;
  return ['id', 'id?', 'Id?'].some((field) => Object.hasOwn(type.fields, field));
}

function hasForm(value: unknown, type: TypeOf): boolean {
  if (typeof type === 'string') return isPlain(value, type);
  if ('enum' in type) return type.enum.includes(value as string);
  if ('list' in type) return Array.isArray(value);
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the fields that say what an object is say this. */
function isOfKind(value: unknown, type: TypeOf): boolean {
  if (typeof type === 'string' || !('fields' in type)) return true;
  return ['object', 'type'].every((name) => {
    const own = type.fields[name] ?? type.fields[`${name}?`];
    if (own === undefined || typeof own === 'string' || !('enum' in own)) return true;
    return own.enum.includes((value as Record<string, string>)[name]!);
  });
}

function isPlain(value: unknown, type: string): boolean {
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

function wrongForm(value: unknown, alternatives: readonly Alternative[], path: string): Violation {
  const isEnum = alternatives.some(({ type }) => typeof type === 'object' && 'enum' in type);
  const kind = isEnum && ['string', 'boolean'].includes(typeof value) ? 'enum' : 'type';
  const found = kind === 'enum' ? JSON.stringify(value) : formOf(value);
  return { kind, path, detail: `${found}, not ${alternatives.map(({ type }) => shown(type)).join(' or ')}` };
}

function formOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object') return typeof value;
  const { object } = value as { object?: unknown };
  return typeof object === 'string' ? `object ${object}` : 'object';
}

function shown(type: TypeOf): string {
  if (typeof type === 'string') return type;
  if (isAlternatives(type)) return type.map(shown).join(' or ');
  if ('enum' in type) return type.enum.slice(0, 12).join('|');
  return 'list' in type ? 'a list' : 'object';
}
