import { TenantScope1795400000000 } from './1795400000000-tenant-scope.js';
import { Integrations1795400001000 } from './1795400001000-integrations.js';
import { Inbox1795400002000 } from './1795400002000-inbox.js';
import { Records1795400003000 } from './1795400003000-records.js';
import { SyncRuns1795400004000 } from './1795400004000-sync-runs.js';
import { RequestGuards1795400005000 } from './1795400005000-request-guards.js';
import { OAuthStates1795400006000 } from './1795400006000-oauth-states.js';
import { CredentialRenewal1795400007000 } from './1795400007000-credential-renewal.js';
import { AccountAliases1795400008000 } from './1795400008000-account-aliases.js';
import { WebhookRegistrations1795400009000 } from './1795400009000-webhook-registrations.js';
import { SliceTotals1795400010000 } from './1795400010000-slice-totals.js';
import { UnreadableWebhooks1795400011000 } from './1795400011000-unreadable-webhooks.js';
import { AppKeys1795400012000 } from './1795400012000-app-keys.js';
import { OAuthConfirmations1795400013000 } from './1795400013000-oauth-confirmations.js';
import { AuditOutcomes1795400020000 } from './1795400020000-audit-outcomes.js';
import { DatabaseRoles1795400021000 } from './1795400021000-database-roles.js';
import { ConsentRevocations1795400022000 } from './1795400022000-consent-revocations.js';
import { StrippingProgress1795400023000 } from './1795400023000-stripping-progress.js';
import { ListIndexes1795400024000 } from './1795400024000-list-indexes.js';
import { Retention1795400025000 } from './1795400025000-retention.js';
import { DeferredWork1795400026000 } from './1795400026000-deferred-work.js';
import { SharedGauges1795400027000 } from './1795400027000-shared-gauges.js';
import { FactsAndNotifications1795400040000 } from './1795400040000-facts-and-notifications.js';
import { OriginsOfWork1795400042000 } from './1795400042000-origins-of-work.js';
import { Coverage1795400043000 } from './1795400043000-coverage.js';
import { ChangeFeed1795400041000 } from './1795400041000-change-feed.js';
import { VenuesAndErasure1795400060000 } from './1795400060000-venues-and-erasure.js';
import { Outbound1795400050000 } from './1795400050000-outbound.js';
import { OutboundLanes1795400070000 } from './1795400070000-outbound-lanes.js';
import { Statistics1795400080000 } from './1795400080000-statistics.js';
import { ContactHistories1795400090000 } from './1795400090000-contact-histories.js';
import { CreatedByHand1795400091000 } from './1795400091000-created-by-hand.js';
import { DoubtsFirst1795400092000 } from './1795400092000-doubts-first.js';
import { RetentionWalksPages1795400028000 } from './1795400028000-retention-walks-pages.js';
import { LeftOutRecords1795400029000 } from './1795400029000-left-out-records.js';
import { StreamBounds1795400030000 } from './1795400030000-stream-bounds.js';
import { FullSchedules1795400031000 } from './1795400031000-full-schedules.js';
import { ModesOfOwnEndpoints1795400032000 } from './1795400032000-modes-of-own-endpoints.js';

/** In order. Listed by hand, because a glob would find nothing in a bundle, and old files in an outdated `dist`. */
export const MIGRATIONS = [
  TenantScope1795400000000,
  Integrations1795400001000,
  Inbox1795400002000,
  Records1795400003000,
  SyncRuns1795400004000,
  RequestGuards1795400005000,
  OAuthStates1795400006000,
  CredentialRenewal1795400007000,
  AccountAliases1795400008000,
  WebhookRegistrations1795400009000,
  SliceTotals1795400010000,
  UnreadableWebhooks1795400011000,
  AppKeys1795400012000,
  OAuthConfirmations1795400013000,
  AuditOutcomes1795400020000,
  DatabaseRoles1795400021000,
  ConsentRevocations1795400022000,
  StrippingProgress1795400023000,
  ListIndexes1795400024000,
  Retention1795400025000,
  DeferredWork1795400026000,
  SharedGauges1795400027000,
  RetentionWalksPages1795400028000,
  LeftOutRecords1795400029000,
  StreamBounds1795400030000,
  FullSchedules1795400031000,
  ModesOfOwnEndpoints1795400032000,
  FactsAndNotifications1795400040000,
  ChangeFeed1795400041000,
  OriginsOfWork1795400042000,
  Coverage1795400043000,
  Outbound1795400050000,
  VenuesAndErasure1795400060000,
  OutboundLanes1795400070000,
  Statistics1795400080000,
  ContactHistories1795400090000,
  CreatedByHand1795400091000,
  DoubtsFirst1795400092000,
];
