import { oldRows, retirement } from './retention.sql.js';

/** A fact whose episode lasts stays: while it is there, an equal one is not reported again. */
export const NOTIFICATION_RETENTION_SQL: readonly string[] = [
  retirement({
    name: 'retire_facts',
    unit: 'days',
    floor: 1,
    sql: oldRows('facts', 'told_at', `told_at < now() - kept * interval '1 day' AND NOT is_episode`),
  }),
  retirement({
    name: 'retire_notifications',
    unit: 'days',
    floor: 1,
    sql: oldRows('notifications', 'ended_at', `ended_at < now() - kept * interval '1 day'`),
  }),
];
