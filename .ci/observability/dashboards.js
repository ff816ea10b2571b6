import { format, resolveConfig } from 'prettier';
import { OVERVIEW } from './overview.panels.js';
import { PROVIDER } from './provider.panels.js';

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };
const COLUMNS = 3;
const WIDTH = 24 / COLUMNS;
const HEIGHT = 8;

const datasource = { name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' };
const provider = {
  name: 'provider',
  label: 'Provider',
  type: 'query',
  datasource: DATASOURCE,
  query: 'label_values(integrations_count, provider)',
  definition: 'label_values(integrations_count, provider)',
  refresh: 2,
  sort: 1,
  multi: true,
  includeAll: true,
  current: { text: 'All', value: '$__all' },
};

/** All dashboards, by the name of their file. */
export const DASHBOARDS = {
  'overview.json': dashboard('integration-overview', 'Integrations: overview', OVERVIEW, [datasource]),
  'provider.json': dashboard('integration-provider', 'Integrations: provider', PROVIDER, [datasource, provider]),
};

/** As `npm run format` would write it. */
export async function textOf(board) {
  return format(JSON.stringify(board), { ...(await resolveConfig('deploy/observability/any.json')), parser: 'json' });
}

/** Grafana's JSON model, of which only what differs from its defaults is given. */
function dashboard(uid, title, panels, variables) {
  return {
    uid,
    title,
    tags: ['integration-service'],
    editable: false,
    schemaVersion: 39,
    refresh: '30s',
    time: { from: 'now-6h', to: 'now' },
    templating: { list: variables },
    panels: panels.map(([name, unit, queries, description], n) => ({
      id: n + 1,
      title: name,
      description,
      type: 'timeseries',
      datasource: DATASOURCE,
      gridPos: { x: (n % COLUMNS) * WIDTH, y: Math.floor(n / COLUMNS) * HEIGHT, w: WIDTH, h: HEIGHT },
      fieldConfig: { defaults: { unit, min: 0 }, overrides: [] },
      targets: queries.map(([legendFormat, expr], q) => ({
        refId: String.fromCharCode('A'.charCodeAt(0) + q),
        datasource: DATASOURCE,
        expr,
        legendFormat,
      })),
    })),
  };
}
