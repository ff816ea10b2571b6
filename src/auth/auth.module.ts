import { Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { PassportModule } from '@nestjs/passport';
import { AccessGuard } from './guards/access.guard.js';
import { InternalServiceGuard } from './guards/internal-service.guard.js';
import { JwtGuard } from './guards/jwt.guard.js';
import { PaceGuard } from './guards/pace.guard.js';
import { PermissionGuard } from './guards/permission.guard.js';
import { ReplayGuard } from './guards/replay.guard.js';
import { RequestReplays } from './internal/request-replays.js';
import { ServiceVerifier } from './internal/service.verifier.js';
import { JwtKeys } from './jwt/jwt.keys.js';
import { JwtStrategy } from './jwt/jwt.strategy.js';

/** Closes every route of the application; routes open themselves with the decorators beside this file. */
@Module({
  imports: [PassportModule],
  providers: [
    JwtKeys,
    JwtStrategy,
    JwtGuard,
    ServiceVerifier,
    InternalServiceGuard,
    PaceGuard,
    PermissionGuard,
    RequestReplays,
    ReplayGuard,
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: [RequestReplays],
})
export class AuthModule {}
