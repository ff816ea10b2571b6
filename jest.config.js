import { availableParallelism } from 'node:os';
import { settleRun } from './test/support/run.settings.js';

/**
 * Unit specs stand beside their source. `ports` calls each provider in this process, its vendor's sandbox over HTTP;
 * the other tiers under `test/` drive the built service over HTTP.
 */
const swc = [
  '@swc/jest',
  {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
    module: { type: 'es6' },
  },
];

// Jest on Node 20 cannot require() ES modules, and these two are required by CommonJS packages.
const commonJs = ['@swc/jest', { jsc: { target: 'es2022' }, module: { type: 'commonjs' } }];

settleRun();

const base = {
  rootDir: import.meta.dirname,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: {
    '^.+/node_modules/(content-disposition|cookie)/.+\\.js$': commonJs,
    '^.+\\.ts$': swc,
  },
  transformIgnorePatterns: ['/node_modules/(?!(content-disposition|cookie)/)'],
};

const tier = (name, testMatch, options = {}) => ({ ...base, displayName: name, testMatch, ...options });

export default {
  projects: [
    tier('unit', ['<rootDir>/src/**/*.spec.ts', '<rootDir>/sandbox/**/*.spec.ts', '<rootDir>/demo/**/*.spec.ts']),
    tier('ports', ['<rootDir>/test/providers/**/*.spec.ts']),
    tier('service', ['<rootDir>/test/**/*.spec.ts'], {
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/providers/'],
      globalSetup: '<rootDir>/test/support/global.setup.js',
      globalTeardown: '<rootDir>/test/support/global.teardown.js',
    }),
  ],
  // Most of a service test is waiting for other processes, so one more than the cores keeps them busy; more than five
  // would need more connections than the one PostgreSQL of a run has.
  maxWorkers: Math.min(availableParallelism() + 1, 5),
  testSequencer: '<rootDir>/test/support/longest-first.sequencer.js',
  // Only for what hangs: what a test waits for has a budget of its own, with a message of its own.
  testTimeout: 300_000 * Number(process.env.TEST_PATIENCE),
};
