import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageQuery } from '../../common/page.query.js';
import { DEAD_LETTER_KINDS, type DeadLetterKind } from './dead-letter.dto.js';

export class ListDeadLettersQuery extends PageQuery {
  /** All kinds if absent. */
  @ApiProperty({ enum: DEAD_LETTER_KINDS, required: false })
  @IsOptional()
  @IsIn(DEAD_LETTER_KINDS)
  kind?: DeadLetterKind;
}
