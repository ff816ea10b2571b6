import { applyDecorators } from '@nestjs/common';
import { IsOptional, Matches } from 'class-validator';
import { UUID_SHAPE } from '../common/uuid.shape.js';

/** Any UUID shape: tenants come from other systems, and rows without one are kept under all zeros. */
export const TenantFilter = (): PropertyDecorator =>
  applyDecorators(IsOptional(), Matches(UUID_SHAPE, { message: 'tenantId must be a UUID' }));
