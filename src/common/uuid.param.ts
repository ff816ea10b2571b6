import { Param, ParseUUIDPipe } from '@nestjs/common';
import { NotFoundError } from './http.errors.js';

/** An id that is not a UUID results in a 404, like any other unknown id. */
export const UuidParam = (name: string): ParameterDecorator =>
  Param(name, new ParseUUIDPipe({ exceptionFactory: () => new NotFoundError('The object') }));
