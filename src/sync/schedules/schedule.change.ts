import { ValidationError } from '../../common/http.errors.js';
import type { PutScheduleDto } from './dto/schedule.dto.js';
import { isCron, nextTime, type Rhythm } from './next-time.js';
import type { ScheduleRow } from './schedule.row.js';

type FullRhythm = Pick<ScheduleRow, 'fullEverySeconds' | 'nextFullAt'>;
type ChangedSchedule = Rhythm & Pick<ScheduleRow, 'paused' | 'nextAt'> & FullRhythm;

/**
 * What a schedule becomes. Putting the same rhythm again does not push its next run away; a new rhythm counts from
 * now, and so does one that was paused past its time.
 *
 * @param timeScale divides intervals
 * @throws ValidationError
 */
export function changeSchedule(
  current: ScheduleRow | undefined,
  dto: PutScheduleDto,
  now: Date,
  timeScale = 1,
): ChangedSchedule {
  const asked = rhythmOf(dto);
  const rhythm = asked ?? current;
  if (!rhythm || (!asked && dto.paused === undefined && dto.fullEverySeconds === undefined)) {
    throw new ValidationError([{ field: 'everySeconds', message: 'everySeconds or cron is required' }]);
  }
  const { everySeconds, cron } = rhythm;
  const same = current?.everySeconds === everySeconds && current.cron === cron;
  const inTime = current !== undefined && (!current.paused || current.nextAt > now);
  const nextAt = same && inTime ? current.nextAt : nextTime(rhythm, now, now, timeScale);
  const paused = dto.paused ?? (asked ? false : (current?.paused ?? false));
  return { everySeconds, cron, paused, nextAt, ...fullRhythm(current, dto, now, timeScale) } as ChangedSchedule;
}

/** Kept unless it is named; the same again does not push the next one away either. */
function fullRhythm(
  current: ScheduleRow | undefined,
  { fullEverySeconds }: PutScheduleDto,
  now: Date,
  timeScale: number,
): FullRhythm {
  const known = current?.fullEverySeconds ?? null;
  if (fullEverySeconds === undefined || fullEverySeconds === known) {
    return { fullEverySeconds: known, nextFullAt: current?.nextFullAt ?? null };
  }
  if (fullEverySeconds === null) return { fullEverySeconds, nextFullAt: null };
  const nextFullAt = nextTime({ everySeconds: fullEverySeconds, cron: null }, now, now, timeScale);
  return { fullEverySeconds, nextFullAt };
}

function rhythmOf({ everySeconds, cron }: PutScheduleDto): Rhythm | undefined {
  const both = everySeconds != null && cron != null;
  if (both) throw new ValidationError([{ field: 'cron', message: 'either everySeconds or cron, not both' }]);
  if (everySeconds != null) return { everySeconds, cron: null };
  if (cron == null) return undefined;
  if (isCron(cron)) return { everySeconds: null, cron };
  throw new ValidationError([
    { field: 'cron', message: 'must be a cron expression of five fields that matches some date' },
  ]);
}
