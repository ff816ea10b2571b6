import type { IntegrationRow } from '../../integrations/connections/integration.row.js';
import type { Connection } from '../../providers/connection.js';
import type { ProviderPort } from '../../providers/provider.port.js';
import type { ProviderError } from '../../providers/provider.errors.js';
import type { PushPort, PushTarget, Rules } from '../../providers/push.port.js';
import type { EndedItem } from '../../work/table/work.item.js';
import type { WorkContext } from '../../work/work.kind.js';
import type { ClaimedTarget } from '../targets/outbound-target.table.js';
import type { SendGate } from './send.gate.js';

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
  /** Requests pass here before they are stored; one gate for all turns of a claim with one account. */
  gate: SendGate;
  /** The account has just shown that it has nothing to link. It is not asked again in this turn. */
  hasNothingToLink: boolean;
}

export type Ended = EndedItem<ClaimedTarget>;

/** What comes next in a turn. */
export type Step =
  | { kind: 'ended'; ended: Ended }
  /** `reads`: the present state at the provider is to be read before the request is built. */
  | { kind: 'build'; reads: boolean }
  /** The request was not sent, for a reason that is soon over. It is then built as before. */
  | { kind: 'again'; after: ProviderError };

export const ended = (item: Ended): Step => ({ kind: 'ended', ended: item });
export const againAfter = (after: ProviderError): Step => ({ kind: 'again', after });
export const buildAgain = ({ reads }: { reads: boolean }): Step => ({ kind: 'build', reads });
