import { Global, Module } from '@nestjs/common';
import { Facts } from './facts.js';

/** Facts are recorded by whoever causes them, so the module is everywhere. */
@Global()
@Module({ providers: [Facts], exports: [Facts] })
export class FactsModule {}
