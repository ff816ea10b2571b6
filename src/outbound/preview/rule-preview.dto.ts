import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject, IsOptional } from 'class-validator';
import { PlainMap } from '../../common/plain-map.decorator.js';
import { DECISIONS, type PushDecision } from '../intake/dry-run.dto.js';
import { CHOSEN } from '../rules/rule.dto.js';
import { REASON_CODES, type ReasonCode } from '../targets/reason.codes.js';

export class PreviewRuleDto {
  /**
   * Options to try, by name. They replace all that were chosen before. Default: what was chosen.
   * @example { "depositTo": "42" }
   */
  @ApiPropertyOptional(CHOSEN)
  @IsOptional()
  @IsObject()
  @PlainMap()
  options?: Record<string, unknown>;
}

export class PreviewCountDto {
  /**
   * The kind of object.
   * @example 'sale'
   */
  target!: string;
  @ApiProperty({ enum: DECISIONS, example: 'send' })
  decision!: PushDecision;
  /** Code of the reason. */
  @ApiProperty({ enum: REASON_CODES, nullable: true, example: null })
  code!: ReasonCode | null;
  /** @example 318 */
  count!: number;
}

export class PreviewTotalDto {
  /** @example 'sale' */
  target!: string;
  /** @example 'EUR' */
  currency!: string;
  /** @example 318 */
  count!: number;
  /**
   * Sum of the documents that would be posted, as decimal text.
   * @example '12450.00'
   */
  total!: string;
}

/** What a rule would post of all that was pushed so far. Nothing is stored or sent. */
export class RulePreviewDto {
  /** @example 'sale' */
  rule!: string;
  /**
   * Items that were looked at.
   * @example 320
   */
  items!: number;
  /**
   * There are no other items.
   * @example true
   */
  complete!: boolean;
  /**
   * Objects that would be made or changed.
   * @example 318
   */
  wouldPost!: number;
  counts!: PreviewCountDto[];
  /** Documents of money that would be posted. */
  totals!: PreviewTotalDto[];
}
