import js from '@eslint/js';
import tseslint from 'typescript-eslint';

const HTTP_METHODS = 'Get|Post|Put|Patch|Delete|All|Head|Options|Sse';
const ACCESS = 'RequirePermission|Authenticated|AdminOnly|Public|ProviderSigned';

export default tseslint.config(
  {
    ignores: [
      '.dependency-cruiser.cjs',
      'dist',
      '.local',
      'coverage',
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
        { paths: [{ name: 'node:crypto', importNames: ['timingSafeEqual'], message: 'Use common/safe-equal.' }] },
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
    // Decorator metadata needs these imports as values.
    files: ['src/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off' },
  },
);
