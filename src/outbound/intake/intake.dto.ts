import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PlainMap } from '../../common/plain-map.decorator.js';
import { ArrayMaxSize, ArrayMinSize, ArrayUnique, IsArray, IsBoolean, IsOptional, IsUUID } from 'class-validator';

const MOST_ITEMS = 500;
const MOST_INTEGRATIONS = 100;

export class IntakeDto {
  /** At most 500. Each is checked by itself: one that cannot be used is in `rejected`, and the rest is accepted. */
  @ApiProperty({
    type: 'array',
    items: { type: 'object', additionalProperties: true },
    minItems: 1,
    maxItems: MOST_ITEMS,
  })
  @ArrayMaxSize(MOST_ITEMS)
  @ArrayMinSize(1)
  @PlainMap()
  @IsArray()
  items!: unknown[];

  /** Only these integrations get the items. Default: every integration that takes them. */
  @ApiPropertyOptional({ type: [String], format: 'uuid' })
  @IsOptional()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_INTEGRATIONS)
  @ArrayUnique()
  @IsUUID(undefined, { each: true })
  integrationIds?: string[];

  /** Nothing is stored or sent: the answer says for each item and target what would be sent. */
  @ApiPropertyOptional({ default: false })
  @IsOptional()
  @IsBoolean()
  dryRun?: boolean;
}

export class AcceptedItemDto {
  /** @example 'pay_1042' */
  id!: string;
  /** Present and true if the item is not newer than what was accepted before for its id. */
  stale?: true;
}

export class ItemErrorDto {
  /**
   * Path in the item. Empty: the item itself.
   * @example 'lines'
   */
  field!: string;
  /**
   * `invalid_item`, `item_from_the_future`, `currency_unknown` or `lines_do_not_add_up`.
   * @example 'lines_do_not_add_up'
   */
  code!: string;
  /** @example 'must add up' */
  message!: string;
}

export class RejectedItemDto {
  /**
   * Place in `items`, from 0.
   * @example 3
   */
  index!: number;
  /** Absent if the item has no usable id. */
  id?: string;
  errors!: ItemErrorDto[];
}

export class IntakeAnswerDto {
  @ApiProperty({ format: 'uuid', example: '01970d2c-4b1e-7c55-9a6e-3f2b8c1d0e4f' })
  batchId!: string;
  accepted!: AcceptedItemDto[];
  rejected!: RejectedItemDto[];
}
