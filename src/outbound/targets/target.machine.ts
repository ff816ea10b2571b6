export const TARGET_STATUSES = ['pending', 'sending', 'waiting', 'applied', 'skipped', 'dead'] as const;
export type TargetStatus = (typeof TARGET_STATUSES)[number];

/**
 * What happens to a target.
 *
 * - `change`: an item that feeds it is new or newer, or it is wanted again
 * - `claim`: a worker takes it, also from a worker whose lease has expired
 * - `postpone`: the worker hands it back, to be sent later
 * - `apply`: the provider has it as it was wanted
 * - `skip`: nothing is sent, because of a rule, a consent or the state of the item
 * - `hold`: it waits for another target, a person or a setting
 * - `die`: it was given up
 * - `release`: what it waited for has happened
 * - `replay`: a person has it sent again
 * - `accept`: a person says that the provider has it as it should be
 * - `leave`: a person says that it is not to be sent
 */
export type TargetEvent =
  'change' | 'claim' | 'postpone' | 'apply' | 'skip' | 'hold' | 'die' | 'release' | 'replay' | 'accept' | 'leave';

type Transitions = Readonly<Record<TargetStatus, Readonly<Partial<Record<TargetEvent, TargetStatus>>>>>;

const AGAIN = { change: 'pending', replay: 'pending' } as const;
const DECIDED = { accept: 'applied', leave: 'skipped' } as const;

/** Everything that can happen to a target. The statements on `outbound_targets` take their conditions from it. */
export const TARGET_TRANSITIONS: Transitions = {
  pending: { change: 'pending', claim: 'sending', release: 'pending', die: 'dead', ...DECIDED },
  // While it is being sent it stays so: the worker sees afterwards that something has changed.
  sending: {
    change: 'sending',
    claim: 'sending',
    postpone: 'pending',
    apply: 'applied',
    skip: 'skipped',
    hold: 'waiting',
    die: 'dead',
  },
  waiting: { ...AGAIN, ...DECIDED, release: 'pending' },
  applied: AGAIN,
  skipped: { ...AGAIN, release: 'pending' },
  dead: { ...AGAIN, ...DECIDED },
};

/** The status after the event; `undefined`: it cannot happen in this status. */
export function nextStatus(from: TargetStatus, event: TargetEvent): TargetStatus | undefined {
  return TARGET_TRANSITIONS[from][event];
}

/** SQL list of the statuses from which the event leads to another status. */
export function statusesBefore(event: TargetEvent, to: TargetStatus): string {
  const from = TARGET_STATUSES.filter((status) => status !== to && nextStatus(status, event) === to);
  return from.map((status) => `'${status}'`).join(', ');
}

export const OPERATION_STATUSES = ['sending', 'unknown', 'done', 'failed', 'superseded'] as const;
export type OperationStatus = (typeof OPERATION_STATUSES)[number];

/** Of an operation that has ended nothing changes. */
export const OPERATION_TRANSITIONS: Readonly<Record<OperationStatus, readonly OperationStatus[]>> = {
  sending: ['sending', 'unknown', 'done', 'failed', 'superseded'],
  unknown: ['sending', 'done', 'failed', 'superseded'],
  done: [],
  failed: [],
  superseded: [],
};

/** SQL list of the statuses of an operation that has not ended. */
export const OPEN_OPERATION = OPERATION_STATUSES.filter((status) => OPERATION_TRANSITIONS[status].length > 0)
  .map((status) => `'${status}'`)
  .join(', ');
