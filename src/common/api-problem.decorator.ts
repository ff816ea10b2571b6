import { ApiResponse } from '@nestjs/swagger';
import type { ProblemCode } from './problem.codes.js';
import { problemExample, problemResponse } from './problem.schema.js';

/**
 * Documents an error of one route. The errors that routes have in common are added to the document at boot.
 * @param code of the example. Default: the usual code of the status
 */
export const ApiProblem = (status: number, description: string, code?: ProblemCode, detail?: string): MethodDecorator =>
  ApiResponse({ status, ...problemResponse(description, problemExample(status, code, detail)) });
