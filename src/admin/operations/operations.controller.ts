import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiProblem } from '../../common/api-problem.decorator.js';
import { AdminOnly } from '../../auth/decorators/admin-only.decorator.js';
import { CurrentPrincipal } from '../../auth/decorators/current-principal.decorator.js';
import type { Principal } from '../../auth/principal.js';
import { AdminDatabase } from '../../database/admin.database.js';
import { KeyRotator } from '../../credentials/vault/key.rotator.js';
import { Reconciler } from '../../work/reconciler.js';
import { RunDto } from '../../sync/runs/dto/run.dto.js';
import { AdminController } from '../admin.controller.decorator.js';
import { CleanupRequester } from '../retention/cleanup.requester.js';
import { CleanupStartedDto, ForceSyncDto, KeyRotationDto, RecoveredDto } from './operations.dto.js';
import { SyncForcer } from './sync.forcer.js';

/** Starts maintenance immediately that otherwise runs on a schedule. */
@AdminController()
export class OperationsController {
  constructor(
    private readonly forcer: SyncForcer,
    private readonly reconciler: Reconciler,
    private readonly cleanups: CleanupRequester,
    private readonly keys: KeyRotator,
    private readonly database: AdminDatabase,
  ) {}

  /**
   * Start a sync for any tenant
   * @remarks Starts an incremental sync. If one is already queued or running, the answer is that run.
   */
  @Post('sync/force')
  @HttpCode(202)
  @AdminOnly()
  @ApiProblem(
    404,
    'The integration does not exist, or it belongs to another tenant.',
    'not_found',
    'The integration was not found',
  )
  @ApiProblem(
    409,
    'The integration is paused or needs its owner.',
    'integration_paused',
    'Resume the integration before syncing it',
  )
  forceSync(@CurrentPrincipal() admin: Principal, @Body() dto: ForceSyncDto): Promise<RunDto> {
    return this.forcer.force(admin, dto);
  }

  /**
   * Recover stale work
   * @remarks Finds due work whose hint was lost or whose worker died, and reports what happened to it. Workers also
   * do this every second.
   */
  @Post('recover-stale')
  @HttpCode(200)
  @AdminOnly()
  async recoverStale(): Promise<RecoveredDto> {
    const { hinted, direct, left } = await this.reconciler.reconcile(this.database);
    return { recovered: hinted + direct, hinted, direct, left };
  }

  /**
   * Start a cleanup
   * @remarks Deletes data that is older than its retention. Workers also do this every hour.
   */
  @Post('cleanup')
  @HttpCode(202)
  @AdminOnly()
  async cleanup(): Promise<CleanupStartedDto> {
    return { started: await this.cleanups.request() };
  }

  /**
   * Re-encrypt stored secrets
   * @remarks Encrypts all stored secrets with the first key of ENCRYPTION_KEYS. The service works as usual
   * meanwhile.
   */
  @Post('encryption/rotate')
  @HttpCode(200)
  @AdminOnly()
  rotateKeys(): Promise<KeyRotationDto> {
    return this.keys.rotate(this.database);
  }
}
