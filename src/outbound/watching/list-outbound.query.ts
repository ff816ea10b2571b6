import { IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { IsInstant } from '../../common/instant.decorator.js';
import { PageQuery } from '../../common/page.query.js';
import { ENTITIES, type Entity } from '../items/entity.js';
import { SEEN_STATUSES, type SeenStatus } from '../targets/target.status.js';

export class ListOutboundQuery extends PageQuery {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  @IsOptional()
  @IsUUID()
  integrationId?: string;

  @IsOptional()
  @IsIn(ENTITIES)
  entity?: Entity;

  /**
   * The platform's id of an item. Finds every target that the item feeds.
   * @example 'pay_1042'
   */
  @IsOptional()
  @IsString()
  @Length(1, 128)
  platformId?: string;

  /** The kind of object, for example `sale` or `member`. */
  @IsOptional()
  @IsString()
  @Length(1, 50)
  target?: string;

  @IsOptional()
  @IsIn(SEEN_STATUSES)
  status?: SeenStatus;

  /** Changed at this time or later. */
  @IsOptional()
  @IsInstant()
  since?: string;
}
