import { HttpException } from '@nestjs/common';
import { AppError, type FieldError } from './app.error.js';
import { isFailure } from './failure.js';
import { fromFailure } from './failure.status.js';
import { BadRequestError, NotFoundError } from './http.errors.js';
import { boundedErrors, boundedText } from './problem.bounds.js';
import type { ProblemCode } from './problem.codes.js';

/** RFC 9457 problem details. Clients branch on the stable `code`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  requestId: string;
  errors?: FieldError[];
}

export function toProblem(error: unknown, requestId: string): { problem: Problem; headers: Record<string, string> } {
  const known = toAppError(error);
  return {
    problem: {
      ...(known.extensions as object | undefined),
      type: `urn:integration-service:error:${known.code}`,
      title: known.title,
      status: known.status,
      detail: boundedText(known.detail),
      code: known.code,
      requestId,
      ...(known.errors && { errors: boundedErrors(known.errors) }),
    },
    headers: known.headers ?? {},
  };
}

/** Framework errors keep their status. Any other error is a defect, and its response has no details. */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const failed = isFailure(error) ? fromFailure(error) : null;
  if (failed) return failed;
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error.message);
  const status = (error as { statusCode?: unknown })?.statusCode;
  if (typeof status === 'number' && status >= 400 && status < 500) return fromStatus(status, (error as Error).message);
  return new AppError(500, 'internal_error', 'Internal server error', {
    detail: 'Something failed on our side; quote the requestId',
    cause: error,
  });
}

const KNOWN: Record<number, [code: ProblemCode, title: string]> = {
  405: ['method_not_allowed', 'Method not allowed'],
  406: ['not_acceptable', 'Not acceptable'],
  413: ['payload_too_large', 'Payload too large'],
  414: ['uri_too_long', 'URI too long'],
  415: ['unsupported_media_type', 'Unsupported media type'],
  431: ['headers_too_large', 'Request header fields too large'],
};

function fromStatus(status: number, detail: string): AppError {
  if (status === 400) return new BadRequestError(detail, 'bad_request');
  if (status === 404) return new NotFoundError('This route');
  const [code, title] = KNOWN[status] ?? [status < 500 ? 'bad_request' : 'internal_error', 'Request failed'];
  return new AppError(status, code, title, { detail });
}
