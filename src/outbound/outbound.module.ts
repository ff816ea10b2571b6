import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { SealedTables } from '../credentials/vault/sealed.tables.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { RecordsModule } from '../records/records.module.js';
import { ConsentNews } from './consent/consent.news.js';
import { ConsentStore } from './consent/consent.store.js';
import { StatedConsents } from './planning/stated.consents.js';
import { OutboundBatchStore } from './intake/batch.store.js';
import { FollowingBatches } from './items/following.batches.js';
import { ItemStore } from './items/item.store.js';
import { AccountReader } from './planning/account.reader.js';
import { PlanKind } from './planning/plan.kind.js';
import { PlanStore } from './planning/plan.store.js';
import { ScopeFollower } from './planning/scope.follower.js';
import { PauseStore } from './rules/pause.store.js';
import { PauseSwitch } from './rules/pause.switch.js';
import { PostedPaymentStore } from './planning/posted.payment.store.js';
import { RuleStore } from './rules/rule.store.js';
import { AccountOpener } from './sending/account.opener.js';
import { Adopter } from './sending/adopter.js';
import { FormerConnection } from './sending/former.connection.js';
import { DoubtResolver } from './sending/doubt.resolver.js';
import { Exchanger } from './sending/exchanger.js';
import { FirstCounts } from './sending/first.counts.js';
import { IntentReader } from './sending/intent.reader.js';
import { OutcomeWriter } from './sending/outcome.writer.js';
import { PushGroup } from './sending/push.group.js';
import { PushKind } from './sending/push.kind.js';
import { PushSlots } from './sending/push.slots.js';
import { RequestBuilder } from './sending/request.builder.js';
import { RequestRenewer } from './sending/request.renewer.js';
import { TargetSender } from './sending/target.sender.js';
import { OperationStore } from './targets/operation.store.js';
import { SEALED_OPERATIONS } from './targets/sealed.operations.js';
import { TargetFacts } from './targets/target.facts.js';
import { TargetReleaser } from './targets/target.releaser.js';
import { TargetStore } from './targets/target.store.js';

const batches = [OutboundBatchStore, FollowingBatches];
const stores = [...batches, ItemStore, RuleStore, PauseStore, ConsentStore, TargetStore, OperationStore];
const consent = [StatedConsents, ConsentNews];
const planning = [AccountReader, PlanStore, PostedPaymentStore, PlanKind, ScopeFollower];
const sending = [
  AccountOpener,
  IntentReader,
  Adopter,
  FormerConnection,
  OutcomeWriter,
  Exchanger,
  RequestRenewer,
  RequestBuilder,
  DoubtResolver,
  TargetSender,
  PushSlots,
  PushGroup,
  PushKind,
  FirstCounts,
];

/** What the platform pushes, on its way to the connected accounts: batches are planned, and targets are sent. */
@Module({
  imports: [CredentialsModule, IntegrationsModule, ProvidersModule, RecordsModule],
  providers: [...stores, ...consent, ...planning, ...sending, TargetFacts, TargetReleaser, PauseSwitch],
  exports: [...stores, AccountReader, PlanKind, AccountOpener, FormerConnection, IntentReader],
})
export class OutboundModule {
  constructor(sealed: SealedTables) {
    sealed.register(SEALED_OPERATIONS);
  }
}
