import { Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';
import { MetricsAccess } from './metrics.access.js';
import { MetricsController } from './metrics.controller.js';
import { Readiness } from './readiness.js';
import { ServiceInfoController } from './service-info.controller.js';

/** What orchestrators and Prometheus ask of a process, whatever its roles. */
@Module({
  controllers: [ServiceInfoController, HealthController, MetricsController],
  providers: [Readiness, HealthService, MetricsAccess],
  exports: [Readiness],
})
export class HealthModule {}
