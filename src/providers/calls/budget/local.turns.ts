import { AHEAD_MS, CREEP, HEADROOM, SLOWEST_SHARE, type Grant, type Pace, type TurnLedger } from './turn.ledger.js';

const MAX_LANES = 10_000;

interface Lane {
  /** When its next turn is. */
  at: number;
  share: number;
  heldUntil: number;
}

/** The lanes of this process alone: the same arithmetic as the shared ones, by this process's clock. */
export class LocalTurns implements TurnLedger {
  private readonly lanes = new Map<string, Lane>();

  /** @param now monotonic milliseconds */
  constructor(private readonly now: () => number = () => performance.now()) {}

  /** @param part of each lane's pace, to leave the rest to others */
  async reserve(paces: readonly Pace[], turns: number, part = 1): Promise<Grant> {
    const now = this.now();
    const lanes = paces.map(({ lane, perSecond }) => ({ lane: this.lane(lane), perSecond: perSecond * part }));
    let start = now;
    let everyMs = 0;
    for (const { lane, perSecond } of lanes) {
      start = Math.max(start, lane.at);
      everyMs = Math.max(everyMs, interval(lane, perSecond));
    }
    const free = start > now + AHEAD_MS ? 0 : Math.floor((now + AHEAD_MS - start) / everyMs) + 1;
    const granted = Math.min(turns, free);
    // A wide lane is charged from where it stands: to move it on to the narrow one's time would leave turns empty.
    for (const { lane, perSecond } of lanes) {
      if (granted === 0) break;
      lane.at = Math.max(lane.at, now) + granted * interval(lane, perSecond);
      lane.share = Math.min(1, lane.share + CREEP * granted);
    }
    return { turns: granted, startMs: start - now, everyMs };
  }

  async refuse(name: string, seconds: number): Promise<void> {
    const now = this.now();
    const lane = this.lane(name);
    // What was under way together is refused together, and is one refusal.
    if (lane.heldUntil <= now) lane.share = Math.max(SLOWEST_SHARE, lane.share / 2);
    lane.heldUntil = Math.max(lane.heldUntil, now + seconds * 1000);
    lane.at = Math.max(lane.at, lane.heldUntil);
  }

  /** Whether one of them has been refused, and its time is not over. */
  isHeld(paces: readonly Pace[]): boolean {
    const now = this.now();
    return paces.some(({ lane }) => (this.lanes.get(lane)?.heldUntil ?? 0) > now);
  }

  private lane(name: string): Lane {
    let lane = this.lanes.get(name);
    if (!lane) {
      if (this.lanes.size >= MAX_LANES) this.dropIdle();
      this.lanes.set(name, (lane = { at: 0, share: 1, heldUntil: 0 }));
    }
    return lane;
  }

  private dropIdle(): void {
    const now = this.now();
    for (const [name, lane] of this.lanes) if (lane.at <= now) this.lanes.delete(name);
  }
}

function interval({ share }: Lane, perSecond: number): number {
  return 1000 / (perSecond * HEADROOM * share);
}
