import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FieldError } from '../app.error.js';

/** Names that every object inherits. A validator that looks up such a name would treat it as a declared field. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** Undeclared query parameters of a route that reads none. The validation pipe checks only what a handler reads. */
export function undeclaredQuery(context: ExecutionContext, query: unknown): FieldError[] {
  const names = argumentsOf(context).has(RouteParamtypes.QUERY) ? fieldsOf(query).filter(isInherited) : fieldsOf(query);
  return names.map(undeclared);
}

/** Undeclared fields of a body on a route that reads none, and names of `Object.prototype` at any depth. */
export function undeclaredBody(context: ExecutionContext, body: unknown): FieldError[] {
  if (!argumentsOf(context).has(RouteParamtypes.BODY)) return fieldsOf(body).map(undeclared);
  const found: FieldError[] = [];
  const open: unknown[] = [body];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, child] of Object.entries(value)) {
      if (isInherited(name)) found.push(undeclared(name));
      else open.push(child);
    }
  }
  return found;
}

/**
 * Kinds of the handler's parameters. Nest stores them under keys such as `<kind>:<index>`. A custom decorator has the key
 * `<random>__customRouteArgs__:<index>`, and its random part may begin with the number of a kind.
 */
function argumentsOf(context: ExecutionContext): ReadonlySet<RouteParamtypes> {
  const metadata = Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) as unknown;
  const kinds = Object.keys(metadata ?? {}).flatMap((key) => /^(\d+):/.exec(key)?.[1] ?? []);
  return new Set(kinds.map((kind) => Number(kind) as RouteParamtypes));
}

function fieldsOf(input: unknown): string[] {
  if (input === undefined || input === null) return [];
  return typeof input === 'object' ? Object.keys(input) : ['body'];
}

/** Whether every object inherits the name. */
export function isInherited(name: string): boolean {
  return INHERITED.has(name);
}

function undeclared(field: string): FieldError {
  return { field, message: 'is not a field of this request' };
}
