import type { ProxyFault } from './edge.proxy.js';

/**
 * One row of the table: the response of a vendor or of a proxy before it, and the resulting status of the integration.
 */
export interface VendorFault {
  fault: string;
  answer: ProxyFault;
  /** Code of the error that the provider creates from it. */
  code: string;
  becomes: 'connected' | 'needs_reauth';
}

export interface VendorFaults {
  name: string;
  /** Matches requests to the API itself, not to the token endpoint. */
  api: RegExp;
  /** Faults of the API. */
  faults: readonly VendorFault[];
  /** For vendors whose tokens are refreshed: the path of the token endpoint, and its faults. */
  refresh?: { path: RegExp; faults: readonly VendorFault[] };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): ProxyFault => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
/** A short pause, because each row of the table waits for it. */
const SOON = { 'retry-after': '0.2' };
const html = (status: number): ProxyFault => ({
  kind: 'answer',
  status,
  headers: { 'content-type': 'text/html', ...SOON },
  body: `<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>`,
});

const ends = (fault: string, answer: ProxyFault): VendorFault => ({
  fault,
  answer,
  code: 'provider_rejected_credentials',
  becomes: 'needs_reauth',
});
const leaves = (fault: string, answer: ProxyFault, code = 'provider_unavailable'): VendorFault => ({
  fault,
  answer,
  code,
  becomes: 'connected',
});

/** Faults of proxies, networks and outages before any vendor. None of them says anything about the credentials. */
const ANYWHERE: readonly VendorFault[] = [
  leaves("a proxy's 401 in HTML", html(401)),
  leaves('a bare 401', { kind: 'answer', status: 401 }),
  leaves("a gateway's 401 in JSON", json(401, { message: 'Unauthorized' })),
  leaves("a gateway's 401 with an error object", json(401, { error: { code: 401, status: 'UNAUTHENTICATED' } })),
  leaves("a gateway's 401 with a list of errors", json(401, { errors: [{ code: 10000, message: 'No' }] })),
  leaves("a gateway's 401 with a fault", json(401, { fault: { faultstring: 'No', detail: { errorcode: 'oauth' } } })),
  leaves("a gateway's 401 as a problem", json(401, { type: 'about:blank', title: 'Unauthorized', status: 401 })),
  leaves("a proxy's 404", html(404)),
  leaves("a proxy's 409", html(409)),
  leaves("a proxy's 429", html(429), 'provider_rate_limited'),
  leaves("a proxy's 500", html(500)),
  leaves("a proxy's 502", html(502)),
  leaves('a bare 503', { kind: 'answer', status: 503 }),
  leaves('no answer in time', { kind: 'hold' }),
  leaves('a reset', { kind: 'reset' }),
  leaves('a 200 that is cut', json(200, '{"id":')),
  leaves('a 200 that is a login page', html(200)),
];

const stripe = (status: number, error: Record<string, string>, headers?: Record<string, string>) =>
  json(status, { error: { type: 'invalid_request_error', message: 'No.', ...error } }, headers);
const square = (status: number, category: string, code: string, headers?: Record<string, string>) =>
  json(status, { errors: [{ category, code, detail: 'No.' }] }, headers);
const mailchimp = (status: number, title: string, headers?: Record<string, string>) =>
  json(
    status,
    { type: 'https://mailchimp.com/developer/marketing/docs/errors/', title, status, detail: 'No.', instance: '1' },
    headers,
  );
const quickbooks = (status: number, type: string, code: string, headers?: Record<string, string>) =>
  json(status, { Fault: { Error: [{ Message: 'No.', Detail: 'No.', code }], type }, time: 'now' }, headers);
const quickbooksXml = (type: string, code: string): ProxyFault => ({
  kind: 'answer',
  status: 401,
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><IntuitResponse><Fault type="${type}"><Error code="${code}"><Message>No.</Message></Error></Fault></IntuitResponse>`,
});

/**
 * The whole table, vendor by vendor. A fault that is not listed with `ends` must leave the integration as it is. The
 * rules of the providers are `*_REFUSALS` in `src/providers/<name>/<name>.errors.ts`.
 */
export const VENDOR_FAULTS: readonly VendorFaults[] = [
  {
    name: 'stripe',
    api: /^\/v1\//,
    faults: [
      ends('401: unknown key', stripe(401, {})),
      ends('401: expired key', stripe(401, { code: 'api_key_expired' })),
      ends('403 account_invalid', stripe(403, { code: 'account_invalid' })),
      leaves('403: missing permission', stripe(403, {}), 'provider_permission_denied'),
      leaves('404: no such object', stripe(404, { code: 'resource_missing' }), 'provider_object_not_found'),
      leaves('400: refused', stripe(400, { code: 'parameter_unknown' }), 'provider_refused_request'),
      leaves('409', stripe(409, {})),
      leaves('429', stripe(429, { code: 'rate_limit' }, SOON), 'provider_rate_limited'),
      leaves('500', stripe(500, { type: 'api_error' })),
      leaves("a proxy's 403", html(403)),
      ...ANYWHERE,
    ],
  },
  {
    name: 'square',
    api: /^\/(v2\/|oauth2\/token\/status)/,
    faults: [
      ends('401 UNAUTHORIZED', square(401, 'AUTHENTICATION_ERROR', 'UNAUTHORIZED')),
      ends('401 ACCESS_TOKEN_EXPIRED', square(401, 'AUTHENTICATION_ERROR', 'ACCESS_TOKEN_EXPIRED')),
      ends('401 ACCESS_TOKEN_REVOKED', square(401, 'AUTHENTICATION_ERROR', 'ACCESS_TOKEN_REVOKED')),
      leaves('403 FORBIDDEN', square(403, 'AUTHENTICATION_ERROR', 'FORBIDDEN'), 'provider_permission_denied'),
      leaves(
        '403 INSUFFICIENT_SCOPES',
        square(403, 'AUTHENTICATION_ERROR', 'INSUFFICIENT_SCOPES'),
        'provider_permission_denied',
      ),
      leaves('404 NOT_FOUND', square(404, 'INVALID_REQUEST_ERROR', 'NOT_FOUND'), 'provider_object_not_found'),
      leaves('400 BAD_REQUEST', square(400, 'INVALID_REQUEST_ERROR', 'BAD_REQUEST'), 'provider_refused_request'),
      leaves('409 CONFLICT', square(409, 'INVALID_REQUEST_ERROR', 'CONFLICT')),
      leaves('429 RATE_LIMITED', square(429, 'RATE_LIMIT_ERROR', 'RATE_LIMITED', SOON), 'provider_rate_limited'),
      leaves('500', square(500, 'API_ERROR', 'INTERNAL_SERVER_ERROR')),
      leaves("a proxy's 403", html(403)),
      ...ANYWHERE,
    ],
    refresh: {
      path: /^\/oauth2\/token$/,
      faults: [
        ends('401: revoked token', square(401, 'AUTHENTICATION_ERROR', 'UNAUTHORIZED')),
        ends('400: revoked token', json(400, { message: 'cannot renew revoked token', type: 'bad_request' })),
        ends('invalid_grant', json(400, { error: 'invalid_grant' })),
        leaves('our own secret refused', json(401, { message: 'Not Authorized', type: 'service.not_authorized' })),
        leaves('invalid_client', json(401, { error: 'invalid_client' })),
        leaves('unauthorized_client', json(401, { error: 'unauthorized_client' })),
        leaves("a gateway's 401 with a type", json(401, { type: 'error', message: 'No' })),
        leaves('403 FORBIDDEN', square(403, 'AUTHENTICATION_ERROR', 'FORBIDDEN')),
        leaves(
          '400: refused',
          json(400, { message: 'Missing parameter', type: 'bad_request' }),
          'provider_refused_request',
        ),
        leaves("a proxy's 403", html(403)),
        ...ANYWHERE,
      ],
    },
  },
  {
    name: 'mailchimp',
    api: /^\/3\.0\//,
    faults: [
      ends('401: unknown key', mailchimp(401, 'API Key Invalid')),
      ends('403: disabled user', mailchimp(403, 'User Disabled')),
      leaves('403: missing permission', mailchimp(403, 'Forbidden'), 'provider_permission_denied'),
      leaves('403: wrong data center', mailchimp(403, 'WrongDatacenter'), 'provider_permission_denied'),
      leaves('404', mailchimp(404, 'Resource Not Found'), 'provider_object_not_found'),
      leaves('400: refused', mailchimp(400, 'Invalid Resource'), 'provider_refused_request'),
      leaves('409', mailchimp(409, 'Conflict')),
      leaves('429', mailchimp(429, 'Too Many Requests', SOON), 'provider_rate_limited'),
      leaves('500', mailchimp(500, 'Internal Server Error')),
      leaves("a throttle's 403", html(403), 'provider_rate_limited'),
      ...ANYWHERE,
    ],
  },
  {
    name: 'quickbooks',
    api: /^\/v3\//,
    faults: [
      ends('401: refused token', quickbooks(401, 'AUTHENTICATION', '3200')),
      ends('401: refused token, in XML', quickbooksXml('AuthenticationFault', '100')),
      ends('a refused token in a 200', quickbooks(200, 'AuthenticationFault', '3200')),
      ends('403 3100', quickbooks(403, 'AuthorizationFault', '3100')),
      ends('403 003100', quickbooks(403, 'AuthorizationFault', '003100')),
      leaves('403 5020', quickbooks(403, 'AuthorizationFault', '5020'), 'provider_permission_denied'),
      leaves('403 120', quickbooks(403, 'AUTHORIZATION', '120'), 'provider_permission_denied'),
      leaves('610: no such object', quickbooks(400, 'ValidationFault', '610'), 'provider_object_not_found'),
      leaves('404', quickbooks(404, 'ValidationFault', '9'), 'provider_refused_request'),
      leaves('400: refused', quickbooks(400, 'ValidationFault', '4000'), 'provider_refused_request'),
      leaves('409', quickbooks(409, 'ValidationFault', '5010')),
      leaves('429 3001', quickbooks(429, 'ThrottleExceeded', '3001', SOON), 'provider_rate_limited'),
      leaves('500', quickbooks(500, 'SystemFault', '10000')),
      leaves('a Fault in a 200', quickbooks(200, 'SystemFault', '10000')),
      leaves("a proxy's 403", html(403)),
      ...ANYWHERE,
    ],
    refresh: {
      path: /^\/oauth2\/v1\/tokens\/bearer$/,
      faults: [
        ends('invalid_grant', json(400, { error: 'invalid_grant' })),
        leaves('invalid_client', json(401, { error: 'invalid_client' })),
        leaves('invalid_request', json(400, { error: 'invalid_request' }), 'provider_refused_request'),
        leaves("a proxy's 403", html(403)),
        ...ANYWHERE,
      ],
    },
  },
];
