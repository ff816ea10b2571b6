import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsString, Length, ValidateIf } from 'class-validator';

const RESOLUTIONS = ['link', 'create', 'accept', 'skip'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

export class ResolveTargetDto {
  /**
   * `link`: the object with `externalId` is the one. `create`: none of the existing objects is, and another one is made.
   * `accept`: what the provider has is as it should be. `skip`: it is not sent, until the item changes.
   */
  @ApiProperty({ enum: RESOLUTIONS, example: 'link' })
  @IsIn(RESOLUTIONS)
  action!: Resolution;

  /**
   * The provider's id of the object to link. Only with `link`.
   * @example '145'
   */
  @ApiProperty({ required: false })
  @ValidateIf(({ action, externalId }: ResolveTargetDto) => action === 'link' || externalId !== undefined)
  @IsString()
  @Length(1, 255)
  externalId?: string;
}
