import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import { ValidationError } from './http.errors.js';

interface Request {
  query?: unknown;
  body?: unknown;
}

/**
 * Refuses a query or a body on a route that reads none: the validation pipe only judges what a handler asks for.
 * @throws ValidationError
 */
export function refuseUndeclaredInput(context: ExecutionContext): void {
  const request = context.switchToHttp().getRequest<Request>();
  const read = argumentsOf(context);
  const unread = [
    ...(read.has(RouteParamtypes.QUERY) ? [] : fieldsOf(request.query)),
    ...(read.has(RouteParamtypes.BODY) ? [] : fieldsOf(request.body)),
  ];
  if (unread.length === 0) return;
  throw new ValidationError(unread.map((field) => ({ field, message: `property ${field} should not exist` })));
}

/** Kinds of parameters of the handler; Nest keeps them as `<kind>:<index>`. */
function argumentsOf(context: ExecutionContext): ReadonlySet<RouteParamtypes> {
  const metadata: object =
    Reflect.getMetadata(ROUTE_ARGS_METADATA, context.getClass(), context.getHandler().name) ?? {};
  return new Set(Object.keys(metadata).map((key) => Number.parseInt(key, 10) as RouteParamtypes));
}

function fieldsOf(input: unknown): string[] {
  if (input === undefined || input === null) return [];
  return typeof input === 'object' ? Object.keys(input) : ['body'];
}
