import { applyDecorators, Controller, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuditInterceptor } from './audit/audit.interceptor.js';

const ROOT = 'api/v1/admin';

/** A controller under `/api/v1/admin`. It includes the audit interceptor, so every admin route is audited. */
export const AdminController = (path?: string): ClassDecorator =>
  applyDecorators(Controller(path ? `${ROOT}/${path}` : ROOT), ApiTags('admin'), UseInterceptors(AuditInterceptor));
