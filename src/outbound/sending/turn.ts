import type { Gate } from '../../common/gate.js';
import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import type { Connection } from '../../providers/connection.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import type { PushPort, PushTarget, Rules } from '../../providers/push.port.js';
import type { EndedItem } from '../../work/table/work.item.js';
import type { WorkContext } from '../../work/work.kind.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';

/** A connected account that targets are sent to, opened for one claim. */
export interface PushAccount {
  integration: IntegrationRow;
  connection: Connection;
  provider: ProviderPort;
  push: PushPort;
  rules: Rules;
  /** Nothing new is sent. */
  isPaused: boolean;
}

/** One target while it is being sent. */
export interface Turn {
  /** What is known of the target by now: it is kept up to date while the turn lasts. */
  target: ClaimedTarget;
  spec: PushTarget;
  account: PushAccount;
  context: WorkContext<ClaimedTarget>;
  /**
   * Bounds how many requests of a claim to one account are stored and have not left yet. What is stored waits for the account's
   * rate in the time of its answer, and is taken back when that comes too late; what waits here has no time to lose.
   */
  gate: Gate;
}

export type Ended = EndedItem<ClaimedTarget>;

/** What comes next in a turn. `reads`: the present state at the provider is to be read before the request is built. */
export type Step = { kind: 'ended'; ended: Ended } | { kind: 'build'; reads: boolean };

export const ended = (item: Ended): Step => ({ kind: 'ended', ended: item });
export const buildAgain = ({ reads }: { reads: boolean }): Step => ({ kind: 'build', reads });
