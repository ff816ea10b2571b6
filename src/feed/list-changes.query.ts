import { ApiProperty } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Length, Max, Min } from 'class-validator';
import { DecimalDigits } from '../common/decimal.decorator.js';
import { PageQuery } from '../common/page.query.js';

/** A response that takes longer is lost in many proxies. */
const LONGEST_WAIT_SECONDS = 30;

export class ListChangesQuery extends PageQuery {
  /**
   * `nextCursor` of the previous page of the same query. Without it: from the beginning. `now`: from now on.
   * @example 'now'
   */
  declare cursor?: string;

  /**
   * Names of streams or of shapes, separated by commas. All types if absent.
   * @example 'customers,invoices'
   */
  @IsOptional()
  @IsString()
  @Length(1, 2_000)
  types?: string;

  /** Seconds that the response may be delayed until there is a change. */
  @ApiProperty({ required: false, default: 0 })
  @IsOptional()
  @DecimalDigits()
  @IsInt()
  @Min(0)
  @Max(LONGEST_WAIT_SECONDS)
  wait: number = 0;
}
