import { Global, Module } from '@nestjs/common';
import { AuditLog } from './audit.log.js';
import { RefusedLoginStore } from './refused-login.store.js';
import { RefusedLogins } from './refused.logins.js';

/** Writes the audit log. Reading it is part of the admin module. */
@Global()
@Module({ providers: [AuditLog, RefusedLogins, RefusedLoginStore], exports: [AuditLog, RefusedLogins] })
export class AuditModule {}
