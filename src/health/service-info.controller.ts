import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../auth/decorators/public.decorator.js';
import { CONFIG, type Config } from '../config/config.js';
import { packageInfo } from '../config/package.info.js';
import { ServiceInfoDto } from './service-info.dto.js';

@ApiTags('health')
@Controller()
export class ServiceInfoController {
  private readonly info: ServiceInfoDto;

  constructor(@Inject(CONFIG) { publicUrl, docsEnabled }: Config) {
    const docs = docsEnabled ? `${publicUrl}/docs` : null;
    this.info = { ...packageInfo(), docs, health: `${publicUrl}/health` };
  }

  /**
   * Describe the service
   * @remarks Name and version of the service, and the URLs of its documentation and health report.
   */
  @Get()
  @Public('name and version of the service')
  read(): ServiceInfoDto {
    return this.info;
  }
}
