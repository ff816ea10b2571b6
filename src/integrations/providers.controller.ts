import { Controller, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { RequirePermission } from '../auth/decorators/require-permission.decorator.js';
import { ProviderRegistry } from '../providers/providers.registry.js';
import { ProviderDto, ProviderListDto } from './dto/provider.dto.js';

@ApiTags('providers')
@Controller('api/v1/providers')
export class ProvidersController {
  constructor(private readonly providers: ProviderRegistry) {}

  @Get()
  @RequirePermission('integrations:read')
  list(): ProviderListDto {
    return { data: this.providers.all().map((provider) => ProviderDto.from(provider)), nextCursor: null };
  }

  @Get(':provider')
  @RequirePermission('integrations:read')
  get(@Param('provider') name: string): ProviderDto {
    return ProviderDto.from(this.providers.get(name));
  }
}
