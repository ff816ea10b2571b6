import { Module } from '@nestjs/common';
import { IdempotencyModule } from '../idempotency/idempotency.module.js';
import { QuotasModule } from '../quotas/quotas.module.js';
import { DeliveriesController } from './deliveries/deliveries.controller.js';
import { DeliveriesService } from './deliveries/deliveries.service.js';
import { DeliveryStore } from './deliveries/delivery.store.js';
import { NotificationEndpointStore } from './endpoints/endpoint.store.js';
import { NotificationEndpointsController } from './endpoints/endpoints.controller.js';
import { NotificationEndpointsService } from './endpoints/endpoints.service.js';
import { NotificationsModule } from './notifications.module.js';

/** The HTTP routes of notifications: endpoints, and what was sent to them. */
@Module({
  imports: [IdempotencyModule, NotificationsModule, QuotasModule],
  controllers: [NotificationEndpointsController, DeliveriesController],
  providers: [NotificationEndpointStore, NotificationEndpointsService, DeliveryStore, DeliveriesService],
  exports: [DeliveriesService],
})
export class NotificationsApiModule {}
