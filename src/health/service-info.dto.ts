import { ApiProperty } from '@nestjs/swagger';

export class ServiceInfoDto {
  /**
   * Name of the service.
   * @example 'integration-service'
   */
  name!: string;
  /**
   * Version of the running build.
   * @example '0.2.0'
   */
  version!: string;
  /**
   * URL of the API documentation. `null`: the documentation is switched off.
   * @example 'https://hub.example.org/docs'
   */
  @ApiProperty({ type: String, nullable: true, format: 'uri' })
  docs!: string | null;
  /**
   * URL of the health report.
   * @example 'https://hub.example.org/health'
   */
  @ApiProperty({ format: 'uri' })
  health!: string;
}
