import { ApiProperty } from '@nestjs/swagger';
import { REASON_CODES, type ReasonCode } from './reason.codes.js';

export class OutboundReasonDto {
  /** The document about outbound says what each code means, and what ends it. */
  @ApiProperty({ enum: REASON_CODES, example: 'account' })
  code!: ReasonCode;
  /**
   * For people.
   * @example 'Choose the clearing account'
   */
  message!: string;
  /** Since when; `null` in a preview. */
  since!: Date | null;
}
