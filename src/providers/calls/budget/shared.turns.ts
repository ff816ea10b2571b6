import type { SharedState } from '../redis/shared.state.js';
import { AHEAD_MS, CREEP, HEADROOM, SLOWEST_SHARE, type Grant, type Pace, type TurnLedger } from './turn.ledger.js';
import { REFUSE_SCRIPT, RESERVE_SCRIPT } from './turn.scripts.js';

const MICROSECONDS = 1000;

/** The lanes of all processes together, by Redis's clock: every process asks in one round trip for all of its lanes. */
export class SharedTurns implements TurnLedger {
  constructor(private readonly state: SharedState) {}

  async reserve(paces: readonly Pace[], turns: number): Promise<Grant> {
    const [granted, start, every] = await this.state.run<[number, number, number]>(
      RESERVE_SCRIPT,
      paces.map(({ lane }) => key(lane)),
      [turns, AHEAD_MS * MICROSECONDS, CREEP, ...paces.map(({ perSecond }) => 1e6 / (perSecond * HEADROOM))],
    );
    return { turns: granted, startMs: start / MICROSECONDS, everyMs: every / MICROSECONDS };
  }

  async refuse(lane: string, seconds: number): Promise<void> {
    await this.state.run(REFUSE_SCRIPT, [key(lane)], [Math.round(seconds * 1e6), SLOWEST_SHARE]);
  }
}

function key(lane: string): string {
  return `turns:${lane}`;
}
