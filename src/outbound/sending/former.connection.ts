import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../config/config.js';
import { Database } from '../../database/database.js';
import type { KnownObject, PushIntent } from '../../providers/push.port.js';
import { doubtTimes } from './doubt.js';
import { FORMER_TARGETS_SQL } from './former.connection.sql.js';
import { SendLaterError } from './send-later.error.js';
import type { PushAccount, Turn } from './turn.js';

interface FormerTarget {
  externalId: string | null;
  /** `null`: no request is in doubt. */
  inDoubtSeconds: number | null;
}

/** As much of a turn as is needed to ask. */
interface Asked extends Pick<Turn, 'target' | 'spec'> {
  account: Pick<PushAccount, 'integration' | 'connection' | 'push'>;
}

const IN_DOUBT = 'A request of the connection before may still arrive';

/**
 * Remembers what was made by an earlier connection of the same account. Searches show it only after a while, and a request
 * that was in doubt when the account was disconnected may still arrive: without this, connecting again at once would make a
 * second object.
 */
@Injectable()
export class FormerConnection {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<Config, 'limits'>,
  ) {}

  /**
   * @returns the object as it is now, if it is known and still there
   * @throws SendLaterError while the provider may not show yet what became of a request
   */
  async objectOf(
    { target, spec, account }: Asked,
    intent: PushIntent,
    signal: AbortSignal,
  ): Promise<KnownObject | null> {
    const { tenantId } = account.integration;
    const values = [tenantId, target.integrationId, target.target, target.subject, target.part];
    const former = await this.database.inTenant(tenantId, (tx) => tx.rows<FormerTarget>(FORMER_TARGETS_SQL, values));
    const { writeTimeoutSeconds, settleSeconds } = doubtTimes(spec, this.config.limits);
    for (const { inDoubtSeconds } of former) {
      if (inDoubtSeconds === null) continue;
      const retryAfterSeconds = writeTimeoutSeconds + settleSeconds - inDoubtSeconds;
      if (retryAfterSeconds > 0) throw new SendLaterError('outcome_unknown', IN_DOUBT, { retryAfterSeconds });
    }
    for (const { externalId } of former) {
      if (externalId === null) continue;
      const known = await account.push.read(account.connection, intent, externalId, { signal });
      signal.throwIfAborted();
      if (known) return known;
    }
    return null;
  }
}
