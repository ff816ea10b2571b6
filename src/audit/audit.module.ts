import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit.log.js';
import { RefusedLoginStore } from './refused-login.store.js';
import { RefusedLogins } from './refused.logins.js';

/** Writing down who did what. Reading it is for administrators. */
@Global()
@Module({ providers: [AuditLog, RefusedLogins, RefusedLoginStore], exports: [AuditLog, RefusedLogins] })
export class AuditModule {}
