import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { BackgroundLoop } from '../../common/background.loop.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import { CURED_AT_PROVIDER } from '../targets/reason.codes.js';
import { TargetStore } from '../targets/target.store.js';
import { OutboundState, type WaitingGroup } from './outbound.state.js';
import { RecheckAllowance } from './recheck.allowance.js';

type Group = Pick<WaitingGroup, 'tenantId' | 'integrationId' | 'target' | 'reason'>;

/** Targets of a group that were looked at again, and how many more may be. */
interface Probes {
  group: Group;
  allowance: RecheckAllowance;
  /** What became of these is not known yet. */
  sent: string[];
}

/**
 * In every scheduler: has targets looked at again that wait for something which is cured at the provider. No event says that
 * books were opened or that a setting was switched on. A few targets ask for all that are held for the same reason.
 */
@Injectable()
export class WaitingRechecker implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly loop: BackgroundLoop;
  private readonly seconds: number;
  private readonly probes = new Map<string, Probes>();

  constructor(
    private readonly state: OutboundState,
    private readonly database: Database,
    private readonly targets: TargetStore,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {
    const { limits } = config;
    this.seconds = limits.OUTBOUND_RECHECK_SECONDS;
    const everyMs = Math.min(limits.OUTBOUND_STATE_SECONDS, this.seconds) * 1_000;
    this.loop = new BackgroundLoop({ name: 'outbound-recheck', everyMs, firstMs: everyMs }, () => this.look());
  }

  onApplicationBootstrap(): void {
    this.loop.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.loop.stop();
  }

  async look(): Promise<void> {
    const { waiting } = await this.state.read();
    const cured: readonly string[] = CURED_AT_PROVIDER;
    const held = waiting.filter(({ reason }) => cured.includes(reason));
    for (const group of held) this.probesOf(group);
    const names = new Set(held.map(nameOf));
    for (const [name, probes] of this.probes) {
      await this.probe(probes);
      if (!names.has(name) && probes.sent.length === 0) this.probes.delete(name);
    }
  }

  private probesOf(group: Group): void {
    const name = nameOf(group);
    if (this.probes.has(name)) return;
    const { OUTBOUND_RECHECK_PROBES: most } = this.config.limits;
    this.probes.set(name, { group, allowance: new RecheckAllowance(most, this.seconds), sent: [] });
  }

  private async probe(probes: Probes): Promise<void> {
    const { group, allowance, sent } = probes;
    await this.database.inTenant(group.tenantId, async (tx) => {
      const fates = await this.targets.fates(tx, sent, group);
      allowance.earn(fates.filter(({ isOpen, isHeld }) => !isOpen && !isHeld).length);
      probes.sent = fates.filter(({ isOpen }) => isOpen).map(({ id }) => id);
      const most = allowance.left(performance.now());
      if (most === 0) return;
      const again = await this.targets.recheck(tx, group, this.seconds, most);
      allowance.use(again.length);
      probes.sent.push(...again);
    });
  }
}

const nameOf = ({ integrationId, target, reason }: Group): string => JSON.stringify([integrationId, target, reason]);
