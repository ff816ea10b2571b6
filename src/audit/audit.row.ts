/** What happened, and who did it. An entry never holds a secret, a token, the state of a consent or a body. */
export interface AuditEntry {
  /** `user:` or `service:` and its id; `provider:` and its name; `client:` and its address; or `system`. */
  actor: string;
  /** For administrators: method and route. Otherwise: subject and event, such as `integration.connected`. */
  action: string;
  /** Ids of the objects that the action changed, separated by `/`. */
  target: string | null;
  detail: Record<string, unknown>;
}

/** Actor of what the service does without a request. */
export const SYSTEM_ACTOR = 'system';
