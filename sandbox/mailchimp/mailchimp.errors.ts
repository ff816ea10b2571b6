interface FieldError {
  field: string;
  message: string;
}

const TYPE = 'https://mailchimp.com/developer/marketing/docs/errors/';

/** An answer that is an error in Mailchimp's shape (problem+json). */
export class MailchimpApiError extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
    readonly headers: Record<string, string> = {},
  ) {
    super(detail);
  }

  body(instance: string): string {
    const { status, title, detail, errors } = this;
    return JSON.stringify({ type: TYPE, title, status, detail, instance, ...(errors.length > 0 ? { errors } : {}) });
  }
}

export const apiKeyMissing = (): MailchimpApiError =>
  new MailchimpApiError(401, 'API Key Missing', 'Your request did not include an API key.');

export const apiKeyInvalid = (): MailchimpApiError =>
  new MailchimpApiError(
    401,
    'API Key Invalid',
    "Your API key may be invalid, or you've attempted to access the wrong datacenter.",
  );

export const forbidden = (): MailchimpApiError =>
  new MailchimpApiError(403, 'Forbidden', 'You are not permitted to access this resource.');

export const notFound = (): MailchimpApiError =>
  new MailchimpApiError(404, 'Resource Not Found', 'The requested resource could not be found.');

export const methodNotAllowed = (allowed: readonly string[]): MailchimpApiError =>
  new MailchimpApiError(
    405,
    'Method Not Allowed',
    "The requested method and resource are not compatible. See the Allow header for this resource's available methods.",
    [],
    { Allow: allowed.join(', ') },
  );

/** Mailchimp itself never says how long to wait. */
export const tooManyConnections = (retryAfter?: number, connections = 10): MailchimpApiError =>
  new MailchimpApiError(
    429,
    'Too Many Requests',
    `You have exceeded the limit of ${connections} simultaneous connections.`,
    [],
    retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) },
  );

export const serverError = (): MailchimpApiError =>
  new MailchimpApiError(500, 'Internal Server Error', 'An unexpected internal error has occurred.');

/** What takes too long to put together. */
export const tooHeavy = (): MailchimpApiError =>
  new MailchimpApiError(504, 'Gateway Timeout', 'The request took too long.');

export const malformedJson = (): MailchimpApiError =>
  new MailchimpApiError(400, 'JSON Parse Error', 'We encountered an unspecified JSON parsing error.');

export const invalidResource = (field: string, message: string): MailchimpApiError =>
  new MailchimpApiError(
    400,
    'Invalid Resource',
    "The resource submitted could not be validated. For field-specific details, see the 'errors' array.",
    [{ field, message }],
  );

export const badRequest = (detail: string): MailchimpApiError => new MailchimpApiError(400, 'Bad Request', detail);

export const invalidMerges = (errors: readonly FieldError[]): MailchimpApiError =>
  new MailchimpApiError(400, 'Invalid Resource', 'Your merge fields were invalid.', errors);

export const invalidEmail = (): MailchimpApiError =>
  new MailchimpApiError(400, 'Invalid Resource', 'Please provide a valid email address.');

export const memberExists = (email: string): MailchimpApiError =>
  new MailchimpApiError(
    400,
    'Member Exists',
    `${email} is already a list member. Use PUT to insert or update list members.`,
  );

export const inComplianceState = (email: string): MailchimpApiError =>
  new MailchimpApiError(
    400,
    'Member In Compliance State',
    `${email} is already a list member in compliance state due to unsubscribe, bounce, or compliance review and cannot be subscribed.`,
  );

export const forgottenEmail = (email: string): MailchimpApiError =>
  new MailchimpApiError(
    400,
    'Forgotten Email Not Subscribed',
    `${email} was permanently deleted and cannot be re-imported. The contact must re-subscribe to get back on the list.`,
  );
