import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../common/api-problem.decorator.js';
import { CurrentTenant } from '../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../auth/decorators/require-permission.decorator.js';
import { CursorCodec } from '../common/cursor.js';
import { fixedListing, readPage } from '../common/page.reader.js';
import { PageQuery } from '../common/page.query.js';
import { ProviderRegistry } from '../providers/providers.registry.js';
import { ProviderDto, ProviderListDto } from './dto/provider.dto.js';

@ApiTags('providers')
@Controller('api/v1/providers')
export class ProvidersController {
  constructor(
    private readonly providers: ProviderRegistry,
    private readonly cursors: CursorCodec,
  ) {}

  /**
   * List providers
   * @remarks Lists each provider with its streams, its sync types, and the credentials and settings that it needs.
   */
  @Get()
  @RequirePermission('integrations:read')
  list(@CurrentTenant() tenantId: string, @Query() query: PageQuery): Promise<ProviderListDto> {
    const providers = this.providers.all().map((provider) => ProviderDto.from(provider));
    const listing = fixedListing(providers, ({ provider }) => provider);
    return readPage(this.cursors, query, { ...listing, binding: [tenantId, 'providers'] });
  }

  /** Get a provider */
  @Get(':provider')
  @RequirePermission('integrations:read')
  @ApiProblem(404, 'The provider does not exist.', 'not_found', 'The provider was not found')
  get(@Param('provider') name: string): ProviderDto {
    return ProviderDto.from(this.providers.get(name));
  }
}
