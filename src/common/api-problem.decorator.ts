import { ApiResponse } from '@nestjs/swagger';
import { problemExample, problemResponse } from './problem.schema.js';

/**
 * Documents an error of one route. The errors that routes have in common are added to the document at boot.
 * @param code of the example; the usual one of the status if absent
 */
export const ApiProblem = (status: number, description: string, code?: string, detail?: string): MethodDecorator =>
  ApiResponse({ status, ...problemResponse(description, problemExample(status, code, detail)) });
