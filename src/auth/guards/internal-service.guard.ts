import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { RequestBodies } from '../../common/http/request.bodies.js';
import { ForbiddenError } from '../../common/http.errors.js';
import type { AuthRequest } from '../auth.request.js';
import { replayTokenOf } from '../internal/request-replays.js';
import { parseServiceClaim } from '../internal/service.claim.js';
import { ServiceVerifier } from '../internal/service.verifier.js';
import { permissionsOfService } from '../permissions.js';

/**
 * Authenticates a caller that signed as an internal service. The headers, the key and the time are checked first, so
 * only a caller that knows the key can make the service read a body. Version 2 of the signature covers the body.
 */
@Injectable()
export class InternalServiceGuard implements CanActivate {
  constructor(
    private readonly verifier: ServiceVerifier,
    private readonly bodies: RequestBodies,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthRequest>();
    const claim = parseServiceClaim(request.raw.rawHeaders);
    const secrets = this.verifier.verifySender(claim);
    const body = claim.version === 2 ? await this.bodies.bytes(request) : undefined;
    this.verifier.verifySignature(claim, { method: request.method, url: request.raw.url ?? '', body }, secrets);
    const permissions = permissionsOfService(claim.service);
    if (!permissions) throw new ForbiddenError('This service is unknown', 'unknown_service');
    request.user = { kind: 'service', id: claim.service, tenantId: claim.tenantId, isAdmin: false, permissions };
    request.replayToken = replayTokenOf(claim, request.method);
    return true;
  }
}
