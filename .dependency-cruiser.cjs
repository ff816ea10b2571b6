/** Imports go one way: see docs/design.md. Each rule says why in the words of somebody who broke it. */
const LEAVES = 'config|common|database|audit|redis|observability|embedded';

const PROVIDERS_SHARED = 'kit|calls|http|items|shapes|stripping|testing';
const SDKS = {
  stripe: 'stripe/',
  square: 'square/',
  mailchimp: '@mailchimp/',
  quickbooks: 'intuit-oauth/',
};

const mayImport = (name, allowed) => ({
  name: `${name}-imports-downwards`,
  comment: `${name} may use ${allowed.replaceAll('|', ', ')} and the leaves; whatever else it needs belongs lower down`,
  severity: 'error',
  from: { path: `^src/${name}/`, pathNot: '\\.spec\\.ts$|/testing/' },
  to: { path: '^src/', pathNot: `^src/(${[name, allowed, LEAVES].filter(Boolean).join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    mayImport('work', ''),
    mayImport('facts', 'work'),
    mayImport('quotas', 'facts'),
    mayImport('coverage', 'facts'),
    mayImport('progress', 'quotas|auth'),
    mayImport('auth', ''),
    mayImport('idempotency', 'quotas|credentials|auth'),
    mayImport('providers', 'auth'),
    mayImport('credentials', 'providers|auth'),
    mayImport('integrations', 'facts|idempotency|quotas|work|credentials|providers|auth'),
    mayImport('records', 'integrations|credentials|providers|auth'),
    mayImport('batches', 'auth'),
    mayImport(
      'sync',
      'progress|batches|coverage|records|integrations|facts|idempotency|quotas|work|credentials|providers|auth',
    ),
    mayImport('webhooks', 'coverage|records|integrations|facts|idempotency|quotas|work|credentials|providers|auth'),
    mayImport('feed', 'records|integrations|facts|quotas|work|credentials|providers|auth'),
    mayImport(
      'outbound',
      'progress|batches|records|integrations|facts|idempotency|quotas|work|credentials|providers|auth',
    ),
    mayImport('notifications', 'facts|idempotency|quotas|work|credentials|auth'),
    mayImport('health', 'work|auth'),
    mayImport('admin', 'outbound|notifications|webhooks|sync|records|integrations|work|credentials|providers|auth'),
    {
      name: 'leaves-are-leaves',
      comment: 'A leaf that knows a feature makes every feature depend on every other',
      severity: 'error',
      from: { path: `^src/(${LEAVES})/`, pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/', pathNot: `^src/(${LEAVES})/` },
    },
    {
      name: 'common-knows-only-config',
      severity: 'error',
      from: { path: '^src/common/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^src/', pathNot: '^src/(common|config)/' },
    },
    ...Object.entries(SDKS).map(([provider, sdk]) => ({
      name: `${provider}-sdk-in-its-folder`,
      comment: "A vendor's SDK is known to its provider's folder alone",
      severity: 'error',
      from: { path: '^src/', pathNot: `^src/providers/${provider}/` },
      to: { path: `node_modules/${sdk}` },
    })),
    {
      name: 'provider-folders-are-private',
      comment: 'Everybody else goes through the port and the list',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/providers/([^/]+/|providers\\.list\\.ts)' },
      to: { path: '^src/providers/[^/]+/', pathNot: `^src/providers/(${PROVIDERS_SHARED})/` },
    },
    {
      name: 'provider-config-is-light',
      comment: 'Every command reads the configuration of all providers: it loads no SDK and no provider',
      severity: 'error',
      from: { path: '^src/providers/[^/]+/[^/]+\\.config\\.ts$' },
      to: { pathNot: '^src/config/' },
    },
    {
      name: 'provider-list-is-light',
      comment: 'It is read with the configuration, so a provider is loaded by import(), when the application is built',
      severity: 'error',
      from: { path: '^src/providers/providers\\.list\\.ts$' },
      to: { pathNot: '\\.config\\.ts$', dynamic: false, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'providers-stand-alone',
      comment: 'What two providers need lies above both of them',
      severity: 'error',
      from: { path: '^src/providers/([^/]+)/', pathNot: '/testing/' },
      to: { path: '^src/providers/[^/]+/', pathNot: `^src/providers/($1|${PROVIDERS_SHARED})/` },
    },
    {
      name: 'crossing-tenants-is-rare',
      comment: 'CrossTenant is the only way around row-level security: adding a file here is a security review',
      severity: 'error',
      from: { path: '^src/', pathNot: [...require('./.ci/crossing-tenants.json'), '\\.spec\\.ts$'].join('|') },
      to: { path: '^src/database/cross-tenant\\.ts$' },
    },
    {
      name: 'admin-database-is-admins',
      comment: 'It is the one way past row-level security that a process has which only serves the API',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(admin|database)/|\\.spec\\.ts$' },
      to: { path: '^src/database/admin\\.database\\.ts$' },
    },
    {
      name: 'sandbox-apart',
      comment: 'The service reaches the sandbox by HTTP only, and the sandbox knows nothing of the service',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(sandbox|demo|test|bench)/', pathNot: '^test/support/' },
    },
    {
      name: 'test-support-is-for-specs',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$|/testing/' },
      to: { path: '^test/' },
    },
    { name: 'service-apart', severity: 'error', from: { path: '^sandbox/' }, to: { path: '^src/' } },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$|^src/embedded/|/testing/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
