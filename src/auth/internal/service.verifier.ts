import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { safeEqual, safeEqualAny } from '../../common/safe-equal.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { ServiceClaim } from './service.claim.js';
import { serviceSignature, type SignedRequest } from './service.signature.js';

/** Applies to the past and to the future, because either clock may be ahead. */
export const SIGNATURE_WINDOW_MS = 5 * 60_000;

interface Credentials {
  key: string;
  secrets: readonly string[];
}

@Injectable()
export class ServiceVerifier {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * Checks the headers alone: the version, the time and the key.
   * @returns the secrets that may have signed
   * @throws UnauthenticatedError
   */
  verifySender(claim: ServiceClaim): readonly string[] {
    if (claim.version < this.config.internal.minVersion) {
      throw new UnauthenticatedError(`Signatures of version ${claim.version} are no longer accepted`);
    }
    if (Math.abs(this.clock.now() - Number(claim.timestamp)) > SIGNATURE_WINDOW_MS) {
      throw new UnauthenticatedError('The request was signed too long ago, or in the future');
    }
    const credentials = this.credentialsOf(claim.service);
    const known = safeEqual(claim.key, credentials?.key ?? '');
    if (!credentials || !known) throw wrongCredentials();
    return credentials.secrets;
  }

  /** @throws UnauthenticatedError unless one of the sender's secrets signed the request */
  verifySignature(claim: ServiceClaim, request: SignedRequest, secrets: readonly string[]): void {
    const candidates = secrets.map((secret) => serviceSignature(claim, request, secret));
    if (!safeEqualAny(claim.signature, candidates)) throw wrongCredentials();
  }

  /**
   * A service with its own credentials cannot use the shared ones. Otherwise any holder of the shared pair could
   * impersonate it.
   */
  private credentialsOf(service: string): Credentials | undefined {
    const { credentials, sharedKey, sharedSecret } = this.config.internal;
    const own = credentials.get(service);
    if (own) return own;
    return sharedKey && sharedSecret ? { key: sharedKey, secrets: [sharedSecret] } : undefined;
  }
}

/** The same error for each part that can be wrong, so a caller cannot find out which one is. */
function wrongCredentials(): UnauthenticatedError {
  return new UnauthenticatedError('The service credentials are wrong');
}
