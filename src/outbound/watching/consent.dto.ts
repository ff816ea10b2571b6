import { ApiProperty } from '@nestjs/swagger';
import { EMAIL_CONSENTS, type EmailConsent } from '../../providers/items/contact.item.js';

export class ConsentDto {
  /** @example '3f8c1d52-7f0e-4a3b-9c55-0d6b1a2e4f10' */
  integrationId!: string;
  /**
   * SHA-256 of the e-mail address in lower case, without outer blanks, hexadecimal.
   * @example '973dfe463ec85785f5f95af5ba3906eedb2d931c24e69824a89ea65dba4e813b'
   */
  addressHash!: string;
  /** What the person has last said to the provider. */
  @ApiProperty({ enum: EMAIL_CONSENTS, example: 'revoked' })
  state!: EmailConsent;
  /** When. */
  statedAt!: Date;
  /** What the provider says of it, for example why. */
  @ApiProperty({ type: 'object', additionalProperties: { type: 'string' }, example: { reason: 'unsubscribed' } })
  evidence!: Record<string, string>;
}

export class ConsentPageDto {
  data!: ConsentDto[];
  /**
   * Always present: keep it, and go on from it later.
   * @example 'IjEyIg.d2hhdGV2ZXI'
   */
  nextCursor!: string;
  /**
   * There was nothing more to read.
   * @example true
   */
  upToDate!: boolean;
}
