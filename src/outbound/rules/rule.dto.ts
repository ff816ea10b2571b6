import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsObject, IsOptional, IsString, Length } from 'class-validator';
import { PlainMap } from '../../common/plain-map.decorator.js';
import { NULL_SCHEMA } from '../../providers/shapes.components.js';

/** What can be chosen for an option. Some are chosen for several cases: an account for each currency. */
const VALUE = {
  oneOf: [
    { type: 'string' },
    { type: 'boolean' },
    { type: 'object', additionalProperties: { type: 'string' } },
    { ...NULL_SCHEMA, enum: [null] },
  ],
};
/** The options of a rule, by name. */
export const CHOSEN = { type: 'object', additionalProperties: VALUE } as const;

export class DecideRuleDto {
  /** @example true */
  @IsBoolean()
  enabled!: boolean;

  /**
   * By option. They replace all that were chosen before. Absent: these are kept. `null` clears a choice.
   * @example { "depositTo": "42" }
   */
  @ApiPropertyOptional(CHOSEN)
  @IsOptional()
  @IsObject()
  @PlainMap()
  options?: Record<string, unknown>;
}

export class RuleOptionDto {
  /** @example 'depositTo' */
  name!: string;
  @ApiProperty({ enum: ['choice', 'boolean', 'date', 'text'] })
  kind!: string;
  /** Values that are known without asking the provider. For others see `choices`. */
  @ApiProperty({ type: [String], nullable: true })
  values!: string[] | null;
  /** What the keys are, if a value can be chosen for each key of an object. `null`: the option has one value. */
  @ApiProperty({ type: String, nullable: true })
  keys!: string | null;
  /** Nothing can be sent without it. A setting of the integration can be the choice as well: see `missing`. */
  required!: boolean;
  /** @example 'Clearing account of the sales' */
  description!: string;
}

export class RuleDto {
  /** @example 'sale' */
  rule!: string;
  @ApiProperty({ enum: ['events', 'tickets', 'payments', 'contacts'] })
  entity!: string;
  /** @example 'Payments become sales receipts' */
  description!: string;
  enabled!: boolean;
  /** What was chosen, and the defaults of the others. */
  @ApiProperty({ ...CHOSEN, example: { depositTo: '42' } })
  options!: Record<string, unknown>;
  /**
   * Options that still have to be chosen before anything can be sent.
   * @example ["depositTo"]
   */
  missing!: string[];
  available!: RuleOptionDto[];
}

export class RuleListDto {
  /** `paused`: nothing new is sent to this integration. PATCH of the integration changes it. */
  @ApiProperty({ enum: ['on', 'paused'] })
  outbound!: 'on' | 'paused';
  data!: RuleDto[];
}

export class ChoicesQuery {
  /**
   * The rule that the option belongs to. Default: the first rule that has it.
   * @example 'sale'
   */
  @IsOptional()
  @IsString()
  @Length(1, 50)
  rule?: string;
}

export class ChoiceDto {
  /** @example '42' */
  id!: string;
  /** @example 'Clearing account EUR' */
  name!: string;
  /** Why it cannot be chosen. */
  @ApiProperty({ type: String, nullable: true })
  unavailable!: string | null;
}

export class ChoiceListDto {
  data!: ChoiceDto[];
}
