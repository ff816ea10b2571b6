import { applyDecorators, Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentTenant } from '../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../auth/decorators/require-permission.decorator.js';
import { ApiProblem } from '../common/api-problem.decorator.js';
import { ClientGone } from '../common/http/client-gone.decorator.js';
import { UuidParam } from '../common/uuid.param.js';
import { ChangePageDto } from './change.dto.js';
import { ChangesService } from './changes.service.js';
import { EXPIRED_DETAIL } from './feed.errors.js';
import { ListChangesQuery } from './list-changes.query.js';

const Expires = () =>
  applyDecorators(
    ApiProblem(
      410,
      'The cursor is from before a restore of the data, or changes after it were retired.',
      'cursor_expired',
      EXPIRED_DETAIL,
    ),
  );

@ApiTags('records')
@Controller('api/v1')
export class ChangesController {
  constructor(private readonly changes: ChangesService) {}

  /**
   * List changes of all integrations
   * @remarks In the order in which they were committed here. Nothing is skipped: the last version of every record is
   * reported, deletions included, and never an older version after a newer one. Several changes of one record may be
   * reported as one. Read with `nextCursor` until `upToDate` is true, then with `wait`.
   */
  @Get('changes')
  @RequirePermission('integrations:read')
  @Expires()
  ofTenant(
    @CurrentTenant() tenantId: string,
    @Query() query: ListChangesQuery,
    @ClientGone() gone: AbortSignal,
  ): Promise<ChangePageDto> {
    return this.changes.list(tenantId, null, query, gone);
  }

  /**
   * List changes of an integration
   * @remarks As the changes of all integrations.
   */
  @Get('integrations/:id/changes')
  @RequirePermission('integrations:read')
  @Expires()
  ofIntegration(
    @CurrentTenant() tenantId: string,
    @UuidParam('id') integrationId: string,
    @Query() query: ListChangesQuery,
    @ClientGone() gone: AbortSignal,
  ): Promise<ChangePageDto> {
    return this.changes.list(tenantId, integrationId, query, gone);
  }
}
