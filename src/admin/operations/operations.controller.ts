import { Body, HttpCode, Post } from '@nestjs/common';
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

/** What otherwise happens by itself, now. */
@AdminController()
export class OperationsController {
  constructor(
    private readonly forcer: SyncForcer,
    private readonly reconciler: Reconciler,
    private readonly cleanups: CleanupRequester,
    private readonly keys: KeyRotator,
    private readonly database: AdminDatabase,
  ) {}

  /** Starts an incremental sync of any tenant's integration; when one is live, the answer is that one. */
  @Post('sync/force')
  @HttpCode(202)
  @AdminOnly()
  forceSync(@CurrentPrincipal() admin: Principal, @Body() dto: ForceSyncDto): Promise<RunDto> {
    return this.forcer.force(admin, dto);
  }

  /** Looks for work whose hint was lost or whose worker died, and reports what became of it. Workers do so every second. */
  @Post('recover-stale')
  @HttpCode(200)
  @AdminOnly()
  async recoverStale(): Promise<RecoveredDto> {
    const { hinted, direct, left } = await this.reconciler.reconcile(this.database);
    return { recovered: hinted + direct, hinted, direct, left };
  }

  /** Retires what is older than its retention. Workers do so every hour. */
  @Post('cleanup')
  @HttpCode(202)
  @AdminOnly()
  async cleanup(): Promise<CleanupStartedDto> {
    return { started: await this.cleanups.request() };
  }

  /** Seals all stored secrets with the first of ENCRYPTION_KEYS. While it runs, and after, everything works as before. */
  @Post('encryption/rotate')
  @HttpCode(200)
  @AdminOnly()
  rotateKeys(): Promise<KeyRotationDto> {
    return this.keys.rotate(this.database);
  }
}
