import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { UnauthenticatedError } from '../../common/http.errors.js';
import { safeEqual, safeEqualAny } from '../../common/safe-equal.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { ServiceClaim } from './service.claim.js';
import { serviceSignature, type SignedRequest } from './service.signature.js';

/** Either way, because the two clocks may differ either way. */
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

  /** @throws UnauthenticatedError unless the key is right, and the signature right, recent and of a version allowed. */
  verify(claim: ServiceClaim, request: SignedRequest): void {
    if (claim.version < this.config.internal.minVersion) {
      throw new UnauthenticatedError(`Signatures of version ${claim.version} are no longer accepted`);
    }
    if (Math.abs(this.clock.now() - Number(claim.timestamp)) > SIGNATURE_WINDOW_MS) {
      throw new UnauthenticatedError('The request was signed too long ago, or in the future');
    }
    const credentials = this.credentialsOf(claim.service);
    const candidates = credentials?.secrets.map((secret) => serviceSignature(claim, request, secret)) ?? [];
    const signed = safeEqualAny(claim.signature, candidates);
    const known = safeEqual(claim.key, credentials?.key ?? '');
    if (!credentials || !known || !signed) throw new UnauthenticatedError('The service credentials are wrong');
  }

  /** A service with credentials of its own has no use for the shared pair, and whoever holds that pair must not pass for it. */
  private credentialsOf(service: string): Credentials | undefined {
    const { credentials, sharedKey, sharedSecret } = this.config.internal;
    const own = credentials.get(service);
    if (own) return own;
    return sharedKey && sharedSecret ? { key: sharedKey, secrets: [sharedSecret] } : undefined;
  }
}
