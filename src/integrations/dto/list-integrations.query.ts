import { IsIn, IsOptional, IsString, Length } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { INTEGRATION_STATUSES, type IntegrationStatus } from '../connections/integration.row.js';

export class ListIntegrationsQuery extends PageQuery {
  @IsOptional()
  @IsString()
  @Length(1, 50)
  provider?: string;

  @IsOptional()
  @IsIn(INTEGRATION_STATUSES)
  status?: IntegrationStatus;

  /** @example 'venue-42' */
  @IsOptional()
  @IsString()
  @Length(1, 200)
  venueId?: string;
}
