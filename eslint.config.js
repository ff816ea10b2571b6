import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import testRules from './.ci/lint/test-rules.js';

const HTTP_METHODS = 'Get|Post|Put|Patch|Delete|All|Head|Options|Sse';
const TEST_HOOKS = 'it|test|describe|beforeAll|beforeEach|afterAll|afterEach';
const ACCESS = 'RequirePermission|Authenticated|AdminOnly|Public|ProviderSigned';

export default tseslint.config(
  {
    ignores: [
      '.dependency-cruiser.cjs',
      'dist',
      '.local',
      'coverage/**',
      'node_modules',
      'bench/node_modules',
      'bench/peers/node_modules',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        Buffer: 'readonly',
        URL: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
        setInterval: 'readonly',
        clearInterval: 'readonly',
        performance: 'readonly',
        fetch: 'readonly',
        AbortSignal: 'readonly',
        AbortController: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-empty-function': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
    },
  },
  {
    // What the compiler lets pass: a promise that nobody awaits, `any` that spreads, a case that a switch forgets.
    files: ['**/*.ts'],
    ignores: ['**/*.d.ts'],
    languageOptions: { parserOptions: { project: './tsconfig.test.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { inheritedMethods: false } }],
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      '@typescript-eslint/no-unsafe-argument': 'error',
      '@typescript-eslint/no-unsafe-assignment': 'error',
      '@typescript-eslint/no-unsafe-call': 'error',
      '@typescript-eslint/no-unsafe-member-access': 'error',
      '@typescript-eslint/no-unsafe-return': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // Matchers such as `expect.any` are `any` by their types.
    files: ['test/**/*.ts', '**/*.spec.ts', '**/testing/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config/**', 'src/**/*.spec.ts', 'src/embedded/**'],
    rules: {
      'no-restricted-properties': ['error', { object: 'process', property: 'env', message: 'Read it in src/config.' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/common/safe-equal.ts', 'src/**/*.spec.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'node:crypto', importNames: ['timingSafeEqual'], message: 'Use common/safe-equal.' },
            { name: '@nestjs/core', importNames: ['ModuleRef'], message: 'Say in the constructor what is needed.' },
          ],
        },
      ],
    },
  },
  {
    // What a role does is a module that app.module.ts loads for it.
    files: ['src/**/*.ts'],
    ignores: [
      'src/app.module.ts',
      'src/bootstrap/**',
      'src/config/**',
      'src/database/login.separation.ts',
      'src/embedded/**',
      'src/**/*.spec.ts',
    ],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Read it in src/config.' },
        { object: 'config', property: 'roles', message: 'Let app.module.ts load a module for the role.' },
      ],
    },
  },
  {
    // A route that states no access is closed at run time; this says so before.
    files: ['src/**/*.controller.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector: `MethodDefinition:has(> Decorator > CallExpression[callee.name=/^(${HTTP_METHODS})$/]):not(:has(> Decorator > CallExpression[callee.name=/^(${ACCESS})$/]))`,
          message: 'State who may call this route: @RequirePermission, @AdminOnly, @Public …',
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'off',
    },
  },
  {
    // Tests pass on a busy machine, and what failed once can be had again.
    files: ['test/**/*.ts', '**/*.spec.ts'],
    plugins: { tests: testRules },
    rules: {
      'tests/time-when-used': 'error',
      'tests/end-what-started': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector:
            "NewExpression[callee.name='Promise'] > ArrowFunctionExpression > CallExpression[callee.name='setTimeout']",
          message: 'Wait for a condition: `eventually`. Where time itself is what the test is about: `elapse`.',
        },
        {
          selector: `CallExpression[callee.name=/^(${TEST_HOOKS})$/] > Literal[raw=/^[0-9]/]`,
          message: 'What is waited for has a budget of its own (`eventually`); whatever hangs, jest.config.js ends.',
        },
        {
          selector: `CallExpression[callee.callee.object.name=/^(${TEST_HOOKS})$/] > Literal[raw=/^[0-9]/]`,
          message: 'What is waited for has a budget of its own (`eventually`); whatever hangs, jest.config.js ends.',
        },
        {
          selector:
            "CallExpression[callee.property.name=/^toBeLessThan/][callee.object.arguments.0.left.callee.property.name='now'] > :matches(Literal, Identifier)",
          message: 'A budget of a quiet machine: `patient(ms)`.',
        },
        {
          selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
          message: 'Use `seeded()`: its seed is printed.',
        },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: [
            { name: 'node:timers/promises', message: 'Wait for a condition: `eventually`, or say `elapse`.' },
            {
              name: 'node:crypto',
              importNames: ['randomInt', 'randomBytes'],
              message: 'Use `seeded()`, whose seed is printed; names that only have to be unique are randomUUID().',
            },
          ],
        },
      ],
    },
  },
  {
    // Decorator metadata needs these imports as values.
    files: ['src/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
);
