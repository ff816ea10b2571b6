import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DASHBOARDS, textOf } from './dashboards.js';
import { promtool } from './promtool.js';

/**
 * Checks the alert rules and the dashboards: the parts that need nothing but their files, then promtool's lint and unit
 * tests. That each of their metrics exists is checked against a running service (test/contract/operations.spec.ts).
 */
const FOLDER = 'deploy/observability';
/** The same in every process that has them, so that a sum would count them once for each. */
const SHARED =
  'work_due_rows|work_oldest_due_age_seconds|integrations_count|dead_letters_open|sync_stream_\\w+|sync_coverage_gaps_open|' +
  'outbound_open|outbound_unknown_age_seconds|outbound_dead|feed_horizon_age_seconds|provider_monthly_calls_ratio|queue_jobs|queue_oldest_job_age_seconds|dependency_up';
const SUM_OF_SHARED = new RegExp(`\\bsum\\s*(by\\s*\\([^)]*\\)\\s*)?\\(\\s*(${SHARED})\\b`);

const rules = readFileSync(join(FOLDER, 'rules.yml'), 'utf8');
const operations = readFileSync('docs/operations.md', 'utf8');
const panels = Object.entries(DASHBOARDS).flatMap(([file, { panels: all }]) =>
  all.map((panel) => ({ file, ...panel })),
);
const problems = [...(await dashboardProblems()), ...rulesProblems()];

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exit(1);
const run = await promtool();
if (!run) console.error('SKIPPED: the rules were not linted, and their unit tests did not run');
else checkWithPromtool(run);

async function dashboardProblems() {
  const found = [];
  for (const [file, board] of Object.entries(DASHBOARDS)) {
    if (readFileSync(join(FOLDER, file), 'utf8') !== (await textOf(board))) {
      found.push(`${file} differs from its panels: run "npm run docs:dashboards"`);
    }
  }
  for (const { file, id, title, description, datasource, fieldConfig, targets } of panels) {
    const same = panels.filter((other) => other.file === file && (other.id === id || other.title === title));
    if (same.length !== 1) found.push(`${file}: "${title}" is there twice`);
    if (!title || !description || !fieldConfig.defaults.unit) found.push(`${file}: panel ${id} lacks a text or unit`);
    for (const one of [datasource, ...targets.map((target) => target.datasource)]) {
      if (one.uid !== '${datasource}') found.push(`${file}: "${title}" has a fixed data source`);
    }
    for (const { expr } of targets) if (SUM_OF_SHARED.test(expr)) found.push(`${file}: "${title}" sums what is shared`);
  }
  return found;
}

function rulesProblems() {
  const found = [];
  if (SUM_OF_SHARED.test(rules)) found.push('rules.yml sums what is shared');
  const alerts = [...rules.matchAll(/- alert: (\w+)([^]*?)(?=\n {6}- |$)/g)];
  if (alerts.length === 0) found.push('rules.yml has no alerts');
  for (const [, name, text] of alerts) {
    const anchor = /runbook_url: docs\/operations\.md#([\w-]+)/.exec(text)?.[1];
    const section = anchor && sectionOf(anchor);
    if (!section) found.push(`${name}: docs/operations.md has no section "${anchor}"`);
    else if (!section.includes(`\`${name}\``))
      found.push(`${name}: its section of docs/operations.md does not name it`);
  }
  return found;
}

/** The section whose heading GitHub gives this anchor. */
function sectionOf(anchor) {
  return operations.split(/^#{2,4} /m).find(
    (section) =>
      section
        .split('\n', 1)[0]
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-') === anchor,
  );
}

function checkWithPromtool(run) {
  const folder = mkdtempSync(join(tmpdir(), 'rules-'));
  try {
    const expressions = join(folder, 'dashboards.yml');
    writeFileSync(expressions, recordingRules());
    run(['check', 'rules', '--lint=all', '--lint-fatal', join(FOLDER, 'rules.yml'), expressions]);
    run(['test', 'rules', join(FOLDER, 'rules.test.yml')]);
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each query of a dashboard as a recording rule, because promtool checks nothing else. */
function recordingRules() {
  const queries = panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
  const lines = queries.map((expr, n) => {
    const replaced = expr.replaceAll('$__rate_interval', '5m').replaceAll('$provider', 'any');
    return `      - { record: 'dashboard:query${n}', expr: ${JSON.stringify(replaced)} }`;
  });
  return ['groups:', '  - name: dashboards', '    rules:', ...lines, ''].join('\n');
}
