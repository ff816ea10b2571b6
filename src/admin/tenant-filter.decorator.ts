import { applyDecorators } from '@nestjs/common';
import { IsOptional, Matches } from 'class-validator';
import { UUID_SHAPE } from '../common/uuid.shape.js';

/** Accepts any UUID shape: tenant ids come from other systems, and rows without a tenant have an id of all zeros. */
export const TenantFilter = (): PropertyDecorator =>
  applyDecorators(IsOptional(), Matches(UUID_SHAPE, { message: 'tenantId must be a UUID' }));
