/** What happened, and who did it. Never a secret, a token, a state of a consent or a body. */
export interface AuditEntry {
  /** `user:` or `service:` and its id; `provider:` and its name; `client:` and its address; or `system`. */
  actor: string;
  /** Method and route for administrators, else subject and event: `integration.connected`. */
  action: string;
  /** Ids of what it was done to, separated by `/`. */
  target: string | null;
  detail: Record<string, unknown>;
}

/** What the service does by itself. */
export const SYSTEM_ACTOR = 'system';
