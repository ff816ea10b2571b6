import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { EVENT_STATUSES } from '../../webhooks/events/list-events.query.js';
import { TenantFilter } from '../tenant-filter.decorator.js';

export class ListAdminWebhookEventsQuery extends PageQuery {
  @ApiProperty({ enum: EVENT_STATUSES, required: false })
  @IsOptional()
  @IsIn(EVENT_STATUSES)
  status?: (typeof EVENT_STATUSES)[number];

  @IsOptional()
  @Matches(/^[\w-]{1,50}$/)
  provider?: string;

  /** @example '5d0a7c1e-8f42-4b6d-a1e3-7c9b0f2d4e58' */
  @TenantFilter()
  tenantId?: string;
}
