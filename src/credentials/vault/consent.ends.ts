import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { CONFIG, type Config } from '../../config/config.js';
import { Metrics } from '../../observability/metrics.js';

const DAY_MS = 86_400_000;

/**
 * Warns of consents that end soon whatever is refreshed: their owners have to connect again by then. Seen each time that
 * credentials are stored, by the field that every provider names alike; logged once a day by each process.
 */
@Injectable()
export class ConsentEnds {
  private readonly logger = new Logger(ConsentEnds.name);
  /** By integration: when its consent ends, and the day on which that was last logged. */
  private readonly soon = new Map<string, { endsAt: number; loggedOn: number }>();

  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly metrics: Metrics,
    private readonly clock: Clock,
  ) {}

  /**
   * @param credentials of which `consentEndsAt` is absent where the consent does not end
   * @returns when it ends, if that is soon
   */
  seen(integrationId: string, { consentEndsAt }: Readonly<Record<string, string>>): Date | null {
    const endsAt = Date.parse(consentEndsAt ?? '');
    const now = this.clock.now();
    const isSoon = endsAt - now < this.config.limits.CONSENT_WARNING_DAYS * DAY_MS;
    if (isSoon) this.warn(integrationId, endsAt, now);
    else this.soon.delete(integrationId);
    this.metrics.consentsEndingSoon.set(this.soon.size);
    return isSoon ? new Date(endsAt) : null;
  }

  private warn(integrationId: string, endsAt: number, now: number): void {
    const today = Math.floor(now / DAY_MS);
    const isLogged = this.soon.get(integrationId)?.loggedOn === today;
    this.soon.set(integrationId, { endsAt, loggedOn: today });
    if (isLogged) return;
    const date = new Date(endsAt).toISOString().slice(0, 10);
    this.logger.warn(`The consent of integration ${integrationId} ends on ${date}: its owner has to connect it again`);
  }
}
