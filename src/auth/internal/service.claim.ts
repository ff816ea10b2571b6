import { UnauthenticatedError } from '../../common/http.errors.js';
import { singleHeaders } from '../single-headers.js';
import { parseTenantId } from '../tenant-id.js';
import { SERVICE_HEADERS, SERVICE_HEADER_NAMES } from './service.headers.js';

/** The sender of a request, as its headers state it. Well-formed, but not yet verified. */
export interface ServiceClaim {
  version: 1 | 2;
  service: string;
  key: string;
  /** Exactly as sent, because the signature covers this text; 13 digits. */
  timestamp: string;
  signature: string;
  tenantId: string;
  /** Exactly as sent, because the signature covers this text. */
  tenantHeader: string;
  /** Version 2 only. Empty for version 1. */
  nonce: string;
}

const TIMESTAMP = /^\d{13}$/;
const SIGNATURE = /^[0-9a-f]{64}$/;
const NONCE = /^[A-Za-z0-9_-]{16,64}$/;

/** @throws UnauthenticatedError when a header is missing, malformed or sent twice. */
export function parseServiceClaim(rawHeaders: readonly string[]): ServiceClaim {
  const headers = singleHeaders(rawHeaders, SERVICE_HEADER_NAMES);
  const read = (name: string, shape: RegExp) => {
    const value = headers.get(name);
    if (value === undefined || !shape.test(value)) throw new UnauthenticatedError(`${name}: missing or malformed`);
    return value;
  };
  const version = signatureVersion(headers.get(SERVICE_HEADERS.version));
  const tenantHeader = headers.get(SERVICE_HEADERS.tenant) ?? '';
  const tenantId = parseTenantId(tenantHeader);
  if (!tenantId) throw new UnauthenticatedError(`${SERVICE_HEADERS.tenant}: missing or malformed`);
  return {
    version,
    service: read(SERVICE_HEADERS.service, /./),
    key: read(SERVICE_HEADERS.key, /./),
    timestamp: read(SERVICE_HEADERS.timestamp, TIMESTAMP),
    signature: read(SERVICE_HEADERS.signature, SIGNATURE),
    tenantId,
    tenantHeader,
    nonce: version === 2 ? read(SERVICE_HEADERS.nonce, NONCE) : '',
  };
}

function signatureVersion(header: string | undefined): 1 | 2 {
  if (header === undefined || header === '1') return 1;
  if (header === '2') return 2;
  throw new UnauthenticatedError(`${SERVICE_HEADERS.version}: unknown version`);
}
