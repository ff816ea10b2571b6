/** What Mailchimp does with members, where its documentation is silent or a test wants it slower. */
export interface MemberHabits {
  /** How long after a request the tags of a contact change. */
  tagDelayMs: number;
  /** Whether a program may subscribe whom an administrator or a program unsubscribed. */
  subscribesAfterAdmin: boolean;
  /** Whether PUT treats an archived contact as a new one, and takes `status_if_new`. */
  archivedIsNew: boolean;
}

export const usualHabits = (): MemberHabits => ({
  tagDelayMs: 0,
  subscribesAfterAdmin: true,
  archivedIsNew: false,
});

/** @throws Error for a habit that is unknown or of the wrong type */
export function changeHabits(habits: MemberHabits, given: Record<string, unknown>): MemberHabits {
  for (const [name, value] of Object.entries(given)) {
    if (!(name in habits)) throw new Error(`unknown habit ${name}`);
    if (typeof value !== typeof habits[name as keyof MemberHabits]) throw new Error(`${name} is of another type`);
  }
  return Object.assign(habits, given);
}
