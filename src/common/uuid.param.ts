import { Param, ParseUUIDPipe } from '@nestjs/common';
import { NotFoundError } from './http.errors.js';

/** What is not a UUID names nothing, so it is a 404 like any other unknown id. */
export const UuidParam = (name: string): ParameterDecorator =>
  Param(name, new ParseUUIDPipe({ exceptionFactory: () => new NotFoundError('The object') }));
