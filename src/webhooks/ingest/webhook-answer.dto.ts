import { ApiProperty } from '@nestjs/swagger';

export class WebhookAnswerDto {
  @ApiProperty({ type: 'boolean', enum: [true] })
  received!: true;
  /**
   * Whether all events of the delivery were known already.
   * @example false
   */
  duplicate!: boolean;
}
