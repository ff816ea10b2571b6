import { ApiProperty } from '@nestjs/swagger';
import { DecimalDigits } from './decimal.decorator.js';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import { PAGE_LIMIT_DEFAULT, PAGE_LIMIT_MAX } from './page.js';

export class PageQuery {
  /** Largest number of items to return. */
  @ApiProperty({ required: false, default: PAGE_LIMIT_DEFAULT })
  @IsOptional()
  @DecimalDigits()
  @IsInt()
  @Min(1)
  @Max(PAGE_LIMIT_MAX)
  limit: number = PAGE_LIMIT_DEFAULT;

  /** `nextCursor` of the previous page of the same query. */
  @IsOptional()
  @IsString()
  @MaxLength(2_000)
  cursor?: string;
}
