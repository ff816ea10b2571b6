import type { Environment } from './environment.schema.js';

type Variables = Pick<
  Environment,
  'NODE_ENV' | 'PLATFORM_EVENTS_URL' | 'PLATFORM_EVENTS_SECRET' | 'NOTIFICATIONS_ALLOW_PRIVATE'
>;

/** What is told to others is signed, and goes to no private network unless a developer allows it. */
export function notificationProblems(e: Variables): string[] {
  const problems: string[] = [];
  if (e.PLATFORM_EVENTS_URL && !e.PLATFORM_EVENTS_SECRET) {
    problems.push('PLATFORM_EVENTS_SECRET is missing: what is sent to PLATFORM_EVENTS_URL is signed with it');
  }
  if (e.NODE_ENV === 'production' && e.NOTIFICATIONS_ALLOW_PRIVATE) {
    problems.push('NOTIFICATIONS_ALLOW_PRIVATE must not be set in production');
  }
  return problems;
}
