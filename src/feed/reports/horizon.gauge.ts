import { Injectable, type OnModuleInit } from '@nestjs/common';
import { CrossTenant } from '../../database/cross-tenant.js';
import { Metrics } from '../../observability/metrics.js';
import { SharedGauge } from '../../observability/probes/shared.gauge.js';
import { Scrape } from '../../observability/scrape.js';

interface Horizon {
  xid: string;
  /** When it was first seen to stand where it stands; `null`: no transaction holds it back. */
  heldSince: string | null;
}

const NAME = 'feed_horizon';

/**
 * $1 name. A process may not see when transactions of other logins began, so it is remembered since when the horizon has
 * not moved.
 */
const HORIZON_SQL = `
  SELECT s.xmin::text AS xid, CASE WHEN s.xmin < s.xmax THEN
    coalesce(CASE WHEN g.value ->> 'xid' = s.xmin::text THEN g.value ->> 'heldSince' END, to_jsonb(now()) #>> '{}') END AS "heldSince"
  FROM (SELECT pg_snapshot_xmin(c.current) AS xmin, pg_snapshot_xmax(c.current) AS xmax
    FROM (SELECT pg_current_snapshot() AS current) c) s
  LEFT JOIN shared_gauges g ON g.name = $1`;

/** For how long a transaction has held the readable horizon of the feed back. */
@Injectable()
export class HorizonGauge implements OnModuleInit {
  private readonly gauge: SharedGauge<Horizon>;

  constructor(
    crossTenant: CrossTenant,
    private readonly metrics: Metrics,
    private readonly scrape: Scrape,
  ) {
    this.gauge = new SharedGauge<Horizon>(NAME, crossTenant, async (tx) => {
      const row = await tx.row<Horizon>(HORIZON_SQL, [NAME]);
      return row as Horizon;
    });
  }

  onModuleInit(): void {
    this.scrape.before(() => this.refresh());
  }

  private async refresh(): Promise<void> {
    this.metrics.feedHorizonAge.reset();
    const { heldSince } = await this.gauge.read();
    this.metrics.feedHorizonAge.set(heldSince === null ? 0 : Math.max(0, (Date.now() - Date.parse(heldSince)) / 1_000));
  }
}
