import { IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { IsInstant } from '../../common/instant.decorator.js';
import { PageQuery } from '../../common/page.query.js';

export const EVENT_STATUSES = ['received', 'processing', 'done', 'ignored', 'dead'] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

export class ListEventsQuery extends PageQuery {
  @IsOptional()
  @IsString()
  @Length(1, 50)
  provider?: string;

  @IsOptional()
  @IsIn(EVENT_STATUSES)
  status?: EventStatus;

  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsOptional()
  @IsUUID()
  integrationId?: string;

  /** The provider's name of the event type, for example `customer.updated`. */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  type?: string;

  /** Received at this time or later. */
  @IsOptional()
  @IsInstant()
  since?: string;
}
