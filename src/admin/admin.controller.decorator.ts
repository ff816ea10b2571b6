import { applyDecorators, Controller, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AuditInterceptor } from './audit/audit.interceptor.js';

const ROOT = 'api/v1/admin';

/** A controller under `/api/v1/admin`. Being audited comes with it, so that no route can forget to be. */
export const AdminController = (path?: string): ClassDecorator =>
  applyDecorators(Controller(path ? `${ROOT}/${path}` : ROOT), ApiTags('admin'), UseInterceptors(AuditInterceptor));
