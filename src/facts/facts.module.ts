import { Global, Module } from '@nestjs/common';
import { Facts } from './facts.js';

/** Many modules record facts, so this one is global. */
@Global()
@Module({ providers: [Facts], exports: [Facts] })
export class FactsModule {}
