import { applyDecorators } from '@nestjs/common';
import { IsOptional, Matches } from 'class-validator';

const UUID_SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Any UUID shape: tenants come from other systems, and rows without one are kept under all zeros. */
export const TenantFilter = (): PropertyDecorator =>
  applyDecorators(IsOptional(), Matches(UUID_SHAPE, { message: 'tenantId must be a UUID' }));
