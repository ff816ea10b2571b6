interface StripeErrorFields {
  type: string;
  message: string;
  code?: string;
  param?: string;
}

/** An answer that is an error in Stripe's shape. */
export class StripeApiError extends Error {
  constructor(
    readonly status: number,
    readonly fields: StripeErrorFields,
    readonly headers: Record<string, string> = {},
  ) {
    super(fields.message);
  }

  body(account: string, requestId: string): string {
    const { code } = this.fields;
    return JSON.stringify({
      error: {
        ...(code === undefined
          ? {}
          : { code, doc_url: `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}` }),
        message: this.fields.message,
        ...(this.fields.param === undefined ? {} : { param: this.fields.param }),
        request_log_url: `https://dashboard.stripe.com/${account}/test/logs/${requestId}`,
        type: this.fields.type,
      },
    });
  }
}

const REQUEST = 'invalid_request_error';

export const missing = (noun: string, id: string, param = 'id', status = 404): StripeApiError =>
  new StripeApiError(status, { type: REQUEST, code: 'resource_missing', message: `No such ${noun}: '${id}'`, param });

export const unknownParameter = (param: string): StripeApiError =>
  new StripeApiError(400, {
    type: REQUEST,
    code: 'parameter_unknown',
    message: `Received unknown parameter: ${param}`,
    param,
  });

export const missingParameter = (param: string): StripeApiError =>
  new StripeApiError(400, {
    type: REQUEST,
    code: 'parameter_missing',
    message: `Missing required param: ${param}.`,
    param,
  });

export const badInteger = (param: string, value: string): StripeApiError =>
  new StripeApiError(400, {
    type: REQUEST,
    code: 'parameter_invalid_integer',
    message: `Invalid integer: ${value}`,
    param,
  });

export const badRequest = (message: string, param?: string, code?: string): StripeApiError =>
  new StripeApiError(400, {
    type: REQUEST,
    message,
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  });

export const unknownRoute = (method: string, path: string): StripeApiError =>
  new StripeApiError(404, {
    type: REQUEST,
    message: `Unrecognized request URL (${method}: ${path}). If you are trying to list objects, remove the trailing slash. If you are trying to retrieve an object, make sure you passed a valid (non-empty) identifier in your code. Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  });

const maskedKey = (key: string): string =>
  `${key.slice(0, 8)}${'*'.repeat(Math.max(4, key.length - 12))}${key.slice(-4)}`;

export const noKey = (): StripeApiError =>
  new StripeApiError(401, {
    type: REQUEST,
    message:
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
  });

export const invalidKey = (key: string): StripeApiError =>
  new StripeApiError(401, { type: REQUEST, message: `Invalid API Key provided: ${maskedKey(key)}` });

export const expiredKey = (key: string): StripeApiError =>
  new StripeApiError(401, {
    type: REQUEST,
    code: 'api_key_expired',
    message: `Expired API Key provided: ${maskedKey(key)}`,
  });

export const accountInvalid = (key: string, account: string): StripeApiError =>
  new StripeApiError(403, {
    type: REQUEST,
    code: 'account_invalid',
    message: `The provided key '${maskedKey(key)}' does not have access to account '${account}' (or that account does not exist). Application access may have been revoked.`,
  });

/** As observed: a permission error carries neither a code nor a doc_url. */
export const forbidden = (key: string, account: string, permission: string): StripeApiError =>
  new StripeApiError(403, {
    type: REQUEST,
    message: `The provided key '${maskedKey(key)}' does not have the required permissions for this endpoint on account '${account}'. Having the 'rak_${permission}' permission would allow this request to continue.`,
  });

export const rateLimited = (reason: string): StripeApiError =>
  new StripeApiError(
    429,
    {
      type: REQUEST,
      code: 'rate_limit',
      message:
        'Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.',
    },
    { 'Stripe-Rate-Limited-Reason': reason },
  );

export const serverError = (): StripeApiError =>
  new StripeApiError(500, { type: 'api_error', message: 'An unknown error occurred.' });

export function keyReused(key: string): StripeApiError {
  return new StripeApiError(400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  });
}

export function keyInUse(key: string): StripeApiError {
  return new StripeApiError(409, {
    type: 'idempotency_error',
    code: 'idempotency_key_in_use',
    message: `There is currently another in-progress request using this Idempotent Key (that probably means you submitted twice, and the other request is still going through): ${key}. Please try again later.`,
  });
}
