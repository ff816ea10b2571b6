import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from './guards/access.guard.js';
import { InternalServiceGuard } from './guards/internal-service.guard.js';
import { JwtGuard } from './guards/jwt.guard.js';
import { PermissionGuard } from './guards/permission.guard.js';
import { RateLimitGuard } from './guards/rate-limit.guard.js';
import { ReplayGuard } from './guards/replay.guard.js';
import { WebhookGuard } from './guards/webhook.guard.js';
import { WebhookVerification } from './guards/webhook.verifier.js';
import { RequestReplays } from './internal/request-replays.js';
import { ServiceVerifier } from './internal/service.verifier.js';
import { JwtKeys } from './jwt/jwt.keys.js';
import { JwtStrategy } from './jwt/jwt.strategy.js';
import { AuthFailures } from './limits/auth.failures.js';

/** Closes every route of the application. A route is opened only by one of the decorators in `decorators/`. */
@Module({
  imports: [PassportModule],
  providers: [
    JwtKeys,
    JwtStrategy,
    JwtGuard,
    ServiceVerifier,
    InternalServiceGuard,
    WebhookVerification,
    WebhookGuard,
    RateLimitGuard,
    AuthFailures,
    PermissionGuard,
    RequestReplays,
    ReplayGuard,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  // If a controller names a guard in @UseGuards, Nest creates that guard in the module of the controller. So the
  // dependencies of the guards are exported too.
  exports: [JwtGuard, InternalServiceGuard, ServiceVerifier, WebhookGuard, WebhookVerification, AuthFailures],
})
export class AuthModule {}
