interface SquareErrorFields {
  category: string;
  code: string;
  detail: string;
  field?: string;
}

/** An answer that is an error in Square's shape. */
export class SquareApiError extends Error {
  constructor(
    readonly status: number,
    readonly fields: SquareErrorFields,
    readonly headers: Record<string, string> = {},
  ) {
    super(fields.detail);
  }

  body(): string {
    return JSON.stringify({ errors: [this.fields] });
  }
}

const REQUEST = 'INVALID_REQUEST_ERROR';
const AUTHENTICATION = 'AUTHENTICATION_ERROR';

export const badRequest = (code: string, detail: string, field?: string): SquareApiError =>
  new SquareApiError(400, { category: REQUEST, code, detail, ...(field === undefined ? {} : { field }) });

export const missingField = (field: string): SquareApiError =>
  badRequest('MISSING_REQUIRED_PARAMETER', `Field must be set`, field);

export const invalidValue = (detail: string, field: string): SquareApiError =>
  badRequest('INVALID_VALUE', detail, field);

export const notFound = (detail: string, field?: string): SquareApiError =>
  new SquareApiError(404, { category: REQUEST, code: 'NOT_FOUND', detail, ...(field === undefined ? {} : { field }) });

export const unknownRoute = (): SquareApiError => notFound('Resource not found.');

export const conflict = (detail: string): SquareApiError =>
  new SquareApiError(409, { category: REQUEST, code: 'CONFLICT', detail });

/** Of an object of the catalogue; customers have a conflict instead. */
export const versionMismatch = (id: string): SquareApiError =>
  badRequest(
    'VERSION_MISMATCH',
    `Object version does not match latest database version for object ID \`${id}\`.`,
    'version',
  );

export const unauthorized = (): SquareApiError =>
  new SquareApiError(401, {
    category: AUTHENTICATION,
    code: 'UNAUTHORIZED',
    detail: 'This request could not be authorized.',
  });

export const tokenExpired = (): SquareApiError =>
  new SquareApiError(401, {
    category: AUTHENTICATION,
    code: 'ACCESS_TOKEN_EXPIRED',
    detail: 'The provided access token has expired.',
  });

export const tokenRevoked = (): SquareApiError =>
  new SquareApiError(401, {
    category: AUTHENTICATION,
    code: 'ACCESS_TOKEN_REVOKED',
    detail: 'The provided access token has been revoked.',
  });

export const insufficientScopes = (scope: string): SquareApiError =>
  new SquareApiError(403, {
    category: AUTHENTICATION,
    code: 'INSUFFICIENT_SCOPES',
    detail: `The merchant has not given your application sufficient permissions to do that. The merchant must authorize your application for the following scopes: ${scope}`,
  });

export const forbidden = (detail: string): SquareApiError =>
  new SquareApiError(403, { category: AUTHENTICATION, code: 'FORBIDDEN', detail });

export const rateLimited = (retryAfterSeconds?: number): SquareApiError =>
  new SquareApiError(
    429,
    {
      category: 'RATE_LIMIT_ERROR',
      code: 'RATE_LIMITED',
      detail: 'Too many requests have been made in a short amount of time. Please try again later.',
    },
    retryAfterSeconds === undefined ? {} : { 'Retry-After': String(retryAfterSeconds) },
  );

export const serverError = (): SquareApiError =>
  new SquareApiError(500, {
    category: 'API_ERROR',
    code: 'INTERNAL_SERVER_ERROR',
    detail: 'An internal server error has occurred.',
  });

export function keyReused(): SquareApiError {
  return badRequest(
    'IDEMPOTENCY_KEY_REUSED',
    'Different request parameters used for the same idempotency_key.',
    'idempotency_key',
  );
}
