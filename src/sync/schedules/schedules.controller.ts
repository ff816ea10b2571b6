import { Body, Controller, Delete, Get, HttpCode, Param, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import { CurrentTenant } from '../../auth/decorators/current-tenant.decorator.js';
import { RequirePermission } from '../../auth/decorators/require-permission.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { UuidParam } from '../../common/uuid.param.js';
import { ListSchedulesDto, PutScheduleDto, ScheduleDto, SchedulePageDto } from './dto/schedule.dto.js';
import { ScheduleService } from './schedule.service.js';

@ApiTags('sync')
@Controller('api/v1/sync/schedules')
export class SchedulesController {
  constructor(private readonly schedules: ScheduleService) {}

  /** List schedules */
  @Get()
  @RequirePermission('integrations:read')
  async list(@CurrentTenant() tenantId: string, @Query() query: ListSchedulesDto): Promise<SchedulePageDto> {
    const { data, nextCursor } = await this.schedules.list(tenantId, query);
    return { data: data.map((row) => ScheduleDto.from(row)), nextCursor };
  }

  /**
   * Create or change a schedule
   * @remarks An integration has one schedule per sync type. A new integration has one of `all`. This call also pauses and
   * resumes it.
   */
  @Put(':integrationId/:syncType')
  @RequirePermission('integrations:write')
  @ApiProblem(
    409,
    'The integration is disconnected.',
    'integration_disconnected',
    'Connect the account again before scheduling its syncs',
  )
  async put(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('integrationId') integrationId: string,
    @Param('syncType') syncType: string,
    @Body() dto: PutScheduleDto,
  ): Promise<ScheduleDto> {
    return ScheduleDto.from(await this.schedules.put(principal, { integrationId, syncType }, dto));
  }

  /** Delete a schedule */
  @Delete(':integrationId/:syncType')
  @HttpCode(204)
  @RequirePermission('integrations:write')
  remove(
    @CurrentPrincipal() principal: Principal,
    @UuidParam('integrationId') integrationId: string,
    @Param('syncType') syncType: string,
  ): Promise<void> {
    return this.schedules.remove(principal, { integrationId, syncType });
  }
}
