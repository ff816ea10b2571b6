import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ForbiddenError, UnauthenticatedError } from '../../common/http.errors.js';
import type { AuthRequest } from '../auth.request.js';
import { replayTokenOf } from '../internal/request-replays.js';
import { parseServiceClaim } from '../internal/service.claim.js';
import type { SignedRequest } from '../internal/service.signature.js';
import { ServiceVerifier } from '../internal/service.verifier.js';
import { permissionsOfService } from '../permissions.js';

/** Lets in whoever signed as one of our own services. */
@Injectable()
export class InternalServiceGuard implements CanActivate {
  constructor(private readonly verifier: ServiceVerifier) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest<AuthRequest>();
    const claim = parseServiceClaim(request.raw.rawHeaders);
    this.verifier.verify(claim, signedRequest(request));
    const permissions = permissionsOfService(claim.service);
    if (!permissions) throw new ForbiddenError('This service is not one of ours', 'unknown_service');
    request.user = { kind: 'service', id: claim.service, tenantId: claim.tenantId, isAdmin: false, permissions };
    request.replayToken = replayTokenOf(claim, request.method);
    return true;
  }
}

/** A body whose bytes nobody kept must not pass for an empty one that was signed. */
function signedRequest({ method, raw, rawBody, body }: AuthRequest): SignedRequest {
  if (!rawBody && body !== undefined && body !== null) {
    throw new UnauthenticatedError('The body is of a kind whose signature cannot be verified');
  }
  return { method, url: raw.url ?? '', body: rawBody };
}
