import { IsIn, IsOptional, IsUUID } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { FACT_TYPES, type FactType } from '../../facts/fact.js';

export const DELIVERY_STATUSES = ['waiting', 'sending', 'delivered', 'dead'] as const;

export class ListDeliveriesQuery extends PageQuery {
  /** @example 'e7a90d13-6b2c-4f81-9d3a-5c4b3a2f1e0d' */
  @IsOptional()
  @IsUUID()
  endpointId?: string;

  @IsOptional()
  @IsIn(DELIVERY_STATUSES)
  status?: (typeof DELIVERY_STATUSES)[number];

  @IsOptional()
  @IsIn(FACT_TYPES)
  type?: FactType;
}
