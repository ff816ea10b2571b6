import { Module } from '@nestjs/common';
import { CredentialsModule } from '../credentials/credentials.module.js';
import { SealedTables } from '../credentials/vault/sealed.tables.js';
import { FactKind } from './deliveries/fact.kind.js';
import { ReceiverStore } from './receivers/receiver.store.js';
import { SEALED_NOTIFICATION_SECRETS } from './receivers/sealed.notification-secrets.js';
import { NotificationKind } from './sending/notification.kind.js';
import { NotificationSender } from './sending/notification.sender.js';

/** Reports facts to receivers. Each fact becomes one notification per receiver. A notification is sent until the receiver answers 2xx. */
@Module({
  imports: [CredentialsModule],
  providers: [FactKind, NotificationKind, NotificationSender, ReceiverStore],
  exports: [NotificationSender, ReceiverStore],
})
export class NotificationsModule {
  constructor(sealed: SealedTables) {
    sealed.register(SEALED_NOTIFICATION_SECRETS);
  }
}
