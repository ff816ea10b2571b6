import { IsIn, IsOptional, IsString, IsUUID, Length } from 'class-validator';
import { IsInstant } from '../../common/instant.decorator.js';
import { ENTITIES, type Entity } from '../items/entity.js';

/** Which targets are meant. Without a condition, all are. */
export class TargetFilterDto {
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

  /**
   * The kind of object, for example `sale` or `member`.
   * @example 'sale'
   */
  @IsOptional()
  @IsString()
  @Length(1, 50)
  target?: string;

  /**
   * Changed at this time or later.
   * @example '2026-03-01T00:00:00Z'
   */
  @IsOptional()
  @IsInstant()
  since?: string;
}
