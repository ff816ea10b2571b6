import { Injectable, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ValidationError } from '../http.errors.js';
import { ANY_QUERY } from './any-query.decorator.js';
import type { HttpRequest } from './http.request.js';
import { queryProblems } from './query.parser.js';
import { RequestBodies } from './request.bodies.js';
import { undeclaredBody, undeclaredQuery } from './undeclared.input.js';

/** Reads, parses and checks the input of an authenticated caller. Runs between the guards and the handler. */
@Injectable()
export class RequestInput {
  constructor(
    private readonly reflector: Reflector,
    private readonly bodies: RequestBodies,
  ) {}

  /** @throws ValidationError for a parameter that is unknown, empty or repeated */
  checkQuery(context: ExecutionContext): void {
    if (this.reflector.getAllAndOverride<boolean>(ANY_QUERY, [context.getHandler(), context.getClass()])) return;
    const { query } = context.switchToHttp().getRequest<HttpRequest>();
    const problems = [...undeclaredQuery(context, query), ...queryProblems(query)];
    if (problems.length > 0) throw new ValidationError(problems);
  }

  /** @throws AppError 400, 413, 415 */
  async readBody(context: ExecutionContext): Promise<void> {
    const request = context.switchToHttp().getRequest<HttpRequest>();
    const body = await this.bodies.json(request);
    if (body !== undefined && !isObject(body)) {
      throw new ValidationError([{ field: 'body', message: 'must be a JSON object' }]);
    }
    const problems = undeclaredBody(context, this.bodies.wholeOf(request, body));
    if (problems.length > 0) throw new ValidationError(problems);
    request.body = body;
  }
}

function isObject(body: unknown): boolean {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}
