import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsAccess } from './metrics.access.js';
import { MetricsController } from './metrics.controller.js';
import { ServiceInfoController } from './service-info.controller.js';

/** Endpoints for orchestrators and Prometheus, in a process of any role. */
@Module({
  controllers: [ServiceInfoController, HealthController, MetricsController],
  providers: [HealthService, MetricsAccess],
})
export class HealthModule {}
