import { Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import { AppError } from '../../common/app.error.js';
import { UnauthenticatedError } from '../../common/http.errors.js';

/** Authenticates a user by the JWT strategy, and turns every failure of passport into an error of this service. */
@Injectable()
export class JwtGuard extends AuthGuard('jwt') {
  override handleRequest<TUser>(error: unknown, user: TUser | false | null, info: unknown): TUser {
    if (user && !error) return user;
    throw refusal(error ?? info);
  }
}

function refusal(reason: unknown): AppError {
  if (reason instanceof AppError) return reason;
  if (reason instanceof Error && reason.name === 'TokenExpiredError') {
    return new UnauthenticatedError('The token has expired', 'token_expired');
  }
  return new UnauthenticatedError('The token is not valid');
}
