import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { forEachConcurrent } from '../../common/for-each-concurrent.js';
import { isFailure } from '../../common/failure.js';
import { UnprocessableError } from '../../common/http.errors.js';
import { CONFIG, type Config } from '../../config/config.js';
import type { TenantTransaction } from '../../database/transaction.js';
import { rowsOf } from '../intake/batch.rows.js';
import { OutboundBatchStore } from '../intake/batch.store.js';
import type { DryRunAnswerDto, PreviewedItemDto, PreviewedTargetDto } from '../intake/dry-run.dto.js';
import type { DryRun, RehearsedCall } from '../intake/dry-run.port.js';
import { AccountOpener, isClosed, type ClosedAccount } from '../sending/account.opener.js';
import type { PushAccount } from '../sending/turn.js';
import { PAUSED } from '../targets/held.reasons.js';
import { decideDraft, decideEarly, held, toPreview, type Decided } from './draft.decision.js';
import { KnownAsker } from './known.asker.js';
import { Rehearsal, type Draft } from './rehearsal.js';

type Opened = PushAccount | ClosedAccount;

/** Says what a call of an intake route would do: with the same plan, the same reads and the same bytes. */
@Injectable()
export class DryRunner implements DryRun {
  constructor(
    private readonly rehearsal: Rehearsal,
    private readonly batches: OutboundBatchStore,
    private readonly accounts: AccountOpener,
    private readonly asker: KnownAsker,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  async run(call: RehearsedCall): Promise<DryRunAnswerDto> {
    const { tenantId, items, rejected } = call;
    if (items.length === 0) return { accepted: [], rejected };
    const { stale, drafts } = await this.rehearsal.run(tenantId, (tx) => this.rehearse(tx, call));
    const previews = await this.previews(tenantId, drafts);
    const accepted = items.map(({ id }, at): PreviewedItemDto => {
      const targets = previews.get(id) ?? [];
      return stale[at] ? { id, stale: true, targets } : { id, targets };
    });
    return { accepted, rejected };
  }

  private async rehearse(
    tx: TenantTransaction,
    { entity, caller, items, integrationIds, rejected }: RehearsedCall,
  ): Promise<{ stale: readonly boolean[]; drafts: Draft[] }> {
    const { OUTBOUND_DRY_RUN_TARGETS: most, OUTBOUND_DRY_RUN_MS: ms } = this.config.limits;
    const until = performance.now() + ms;
    const id = uuidv7();
    const rows = rowsOf(entity, items);
    const stale = await this.batches.accept(tx, { id, entity, caller, integrationIds, rows, rejected });
    const named = integrationIds && [...integrationIds];
    const batch = { id, entity, platformIds: [...new Set(items.map((item) => item.id))], integrationIds: named };
    const drafts = await this.rehearsal.drafts(tx, batch, { only: null, most, until });
    if (drafts) return { stale, drafts };
    const limit = `at most ${most} targets, and reads them for at most ${ms} ms`;
    throw new UnprocessableError(`A dry run shows ${limit}; send fewer items`, 'preview_limit');
  }

  /** By item. */
  private async previews(tenantId: string, drafts: readonly Draft[]): Promise<Map<string, PreviewedTargetDto[]>> {
    const { OUTBOUND_DRY_RUN_MS: ms, OUTBOUND_SENDS_AT_ONCE: width } = this.config.limits;
    const signal = AbortSignal.timeout(ms);
    const opened = await this.open(tenantId, drafts);
    const decided = new Map<Draft, Decided>();
    await forEachConcurrent(drafts, width, async (draft) => {
      decided.set(draft, await this.decide(draft, opened.get(draft.account.id), signal));
    });
    const byItem = new Map<string, PreviewedTargetDto[]>();
    for (const draft of drafts) {
      const preview = toPreview(draft, decided.get(draft) as Decided);
      for (const id of draft.target.ofItems) byItem.set(id, [...(byItem.get(id) ?? []), preview]);
    }
    return byItem;
  }

  private async decide(draft: Draft, account: Opened | undefined, signal: AbortSignal): Promise<Decided> {
    const early = decideEarly(draft);
    if (early) return early;
    if (!account) return decideDraft(draft, undefined);
    if (isClosed(account)) return held(account.status, account.reason);
    const decided = await this.built(draft, account, signal);
    const isHeldBack = account.isPaused && decided.decision === 'send';
    return isHeldBack ? { ...decided, decision: 'waiting', reason: PAUSED } : decided;
  }

  /** A provider that does not answer does not hide what the others would get. */
  private async built(draft: Draft, account: PushAccount, signal: AbortSignal): Promise<Decided> {
    if (draft.read.missing) return decideDraft(draft, undefined);
    try {
      const asked = await this.asker.ask(draft, account, signal);
      return 'decided' in asked ? asked.decided : await decideDraft(asked.draft, asked.known);
    } catch (error) {
      if (!isFailure(error) && !signal.aborted) throw error;
      return decideDraft(draft, undefined);
    }
  }

  private async open(tenantId: string, drafts: readonly Draft[]): Promise<ReadonlyMap<string, Opened>> {
    const opened = new Map<string, Opened>();
    for (const id of new Set(drafts.map(({ account }) => account.id))) {
      try {
        opened.set(id, await this.accounts.open(tenantId, id));
      } catch (error) {
        // Without its credentials the provider cannot be asked, and the rest of the preview still holds.
        if (!isFailure(error)) throw error;
      }
    }
    return opened;
  }
}
