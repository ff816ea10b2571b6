import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { SealedTables } from '../credentials/vault/sealed.tables.js';
import { IntegrationsModule } from '../integrations/integrations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { RecordsModule } from '../records/records.module.js';
import { ConsentStore } from './consent/consent.store.js';
import { OutboundBatchStore } from './intake/batch.store.js';
import { ItemStore } from './items/item.store.js';
import { AccountReader } from './planning/account.reader.js';
import { PlanKind } from './planning/plan.kind.js';
import { PlanStore } from './planning/plan.store.js';
import { PauseStore } from './rules/pause.store.js';
import { PauseSwitch } from './rules/pause.switch.js';
import { RuleStore } from './rules/rule.store.js';
import { AccountOpener } from './sending/account.opener.js';
import { Adopter } from './sending/adopter.js';
import { DoubtResolver } from './sending/doubt.resolver.js';
import { Exchanger } from './sending/exchanger.js';
import { IntentReader } from './sending/intent.reader.js';
import { OutcomeWriter } from './sending/outcome.writer.js';
import { PushGroup } from './sending/push.group.js';
import { PushKind } from './sending/push.kind.js';
import { PushSlots } from './sending/push.slots.js';
import { RequestBuilder } from './sending/request.builder.js';
import { TargetSender } from './sending/target.sender.js';
import { OperationStore } from './targets/operation.store.js';
import { SEALED_OPERATIONS } from './targets/sealed.operations.js';
import { TargetReleaser } from './targets/target.releaser.js';
import { TargetStore } from './targets/target.store.js';

const stores = [OutboundBatchStore, ItemStore, RuleStore, PauseStore, ConsentStore, TargetStore, OperationStore];
const planning = [AccountReader, PlanStore, PlanKind];
const sending = [
  AccountOpener,
  IntentReader,
  Adopter,
  OutcomeWriter,
  Exchanger,
  RequestBuilder,
  DoubtResolver,
  TargetSender,
  PushSlots,
  PushGroup,
  PushKind,
];

/** What the platform pushes, on its way to the connected accounts: batches are planned, and targets are sent. */
@Module({
  imports: [CredentialsModule, IntegrationsModule, ProvidersModule, RecordsModule],
  providers: [...stores, ...planning, ...sending, TargetReleaser, PauseSwitch],
  exports: [...stores, AccountReader, PlanKind, AccountOpener, IntentReader],
})
export class OutboundModule {
  constructor(sealed: SealedTables) {
    sealed.register(SEALED_OPERATIONS);
  }
}
