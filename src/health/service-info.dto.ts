import { ApiProperty } from '@nestjs/swagger';

export class ServiceInfoDto {
  /** Name of the service. */
  name!: string;
  /** Version of the running build. */
  version!: string;
  /** URL of the API documentation; `null` where it is switched off. */
  @ApiProperty({ type: String, nullable: true, format: 'uri' })
  docs!: string | null;
  /** URL of the health report. */
  @ApiProperty({ format: 'uri' })
  health!: string;
}
