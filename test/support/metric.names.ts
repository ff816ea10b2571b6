import { readFileSync } from 'node:fs';

const FOLDER = 'deploy/observability';
const WORDS = new Set(['and', 'or', 'unless', 'on', 'ignoring', 'by', 'without', 'bool', 'offset']);

interface Dashboard {
  panels: { targets: { expr: string }[] }[];
}

/** Metrics that the alert rules and the dashboards name, without those that a rule records. */
export function namedMetrics(): string[] {
  const rules = readFileSync(`${FOLDER}/rules.yml`, 'utf8');
  const ofRules = [...rules.matchAll(/expr: (?:>-\n)?([^]*?)(?=\n +(?:- |for:|labels:)|$)/g)].map(
    ([, expr = '']) => expr,
  );
  const ofDashboards = ['overview.json', 'provider.json'].flatMap((file) =>
    (JSON.parse(readFileSync(`${FOLDER}/${file}`, 'utf8')) as Dashboard).panels.flatMap(({ targets }) =>
      targets.map(({ expr }) => expr),
    ),
  );
  return [...new Set([...ofRules, ...ofDashboards].flatMap(namesIn))].sort();
}

function namesIn(expression: string): string[] {
  const bare = expression
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    .replaceAll(/\b(by|on|without|ignoring)\s*\([^)]*\)/g, ' ');
  return [...bare.matchAll(/[a-z_][\w:]*(?![\w:]*\s*\()/gi)]
    .map(([name]) => name)
    .filter((name) => !WORDS.has(name) && !name.includes(':') && /_/.test(name));
}
