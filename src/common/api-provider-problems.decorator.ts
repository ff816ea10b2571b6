import { applyDecorators } from '@nestjs/common';
import { ApiProblem } from './api-problem.decorator.js';

/** Documents the errors of a route that calls a provider and accepts an `Idempotency-Key`. */
export const ApiProviderProblems = (): MethodDecorator =>
  applyDecorators(
    ApiProblem(
      422,
      'The provider refuses the credentials or the request, or this Idempotency-Key was used for another request.',
      'provider_rejected_credentials',
      'The provider refuses these credentials',
    ),
    ApiProblem(502, 'The provider cannot be reached, or its answer cannot be used.'),
  );
