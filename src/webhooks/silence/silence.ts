import type { Config } from '../../config/config.js';

export interface Arrivals {
  /** When the last event arrived; `null`: none ever did. */
  eventAt: Date | null;
  /** When a run last brought changes that should have come by events. */
  changedAt: Date | null;
  /** When the newest endpoint of the integration was made; `null`: it has none. */
  endpointAt: Date | null;
  /** When the account was connected, or last connected again. */
  connectedAt: Date;
  /** Since when its webhooks count as silent; `null`: they do not. */
  silentSince: Date | null;
}

/**
 * `unexpected`: nothing says that webhooks of the integration are set up. `heard`: they arrive. `silent`: they have just
 * turned out not to. `still_silent`, `over`: an earlier silence goes on, or has ended.
 */
export type Silence = 'unexpected' | 'heard' | 'silent' | 'still_silent' | 'over';

/** Whether webhooks arrive, by a run that has brought changes although no event had arrived for `afterMs` before. */
export function judgeSilence(arrivals: Arrivals, afterMs: number): Silence {
  const { eventAt, changedAt, endpointAt, silentSince } = arrivals;
  if (silentSince) return eventAt && eventAt > silentSince ? 'over' : 'still_silent';
  if (!eventAt && !endpointAt) return 'unexpected';
  if (!changedAt) return 'heard';
  return changedAt.getTime() - heardAt(arrivals).getTime() >= afterMs ? 'silent' : 'heard';
}

/** The last moment until which nothing was missing: events arrived, or were not to be expected yet. */
export function heardAt({ eventAt, endpointAt, connectedAt }: Arrivals): Date {
  return [eventAt, endpointAt, connectedAt].reduce<Date>(
    (latest, time) => (time && time > latest ? time : latest),
    connectedAt,
  );
}

export function silentMs({ limits, scheduleTimeScale }: Pick<Config, 'limits' | 'scheduleTimeScale'>): number {
  return (limits.WEBHOOK_SILENT_SECONDS * 1000) / scheduleTimeScale;
}
