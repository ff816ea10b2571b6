import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ts from 'typescript';

/** What a caller writes: each field is known, and `type` decides the shape of `data`. */
const PROGRAM = `
import { integrationsList, recordsList, syncStart, type Problem, type RecordDto } from './client/index.js';

const baseUrl = 'http://localhost:3000';

function amountOf(record: RecordDto): number | null {
  switch (record.type) {
    case 'payments':
      return record.data.amountMinor;
    case 'customers':
      return record.data.address?.city === null ? 0 : null;
    default:
      return null;
  }
}

export async function main(): Promise<void> {
  const { data: page, error } = await integrationsList({ baseUrl, query: { status: 'connected', limit: 10 } });
  const problem: Problem | undefined = error;
  if (problem?.code === 'rate_limited' || !page) return;
  for (const { id, provider } of page.data) {
    const known: 'stripe' | 'square' | 'mailchimp' | 'quickbooks' = provider;
    const { data: run } = await syncStart({ baseUrl, body: { integrationId: id, syncType: 'all', mode: 'full' } });
    const { data: records } = await recordsList({ baseUrl, path: { id }, query: { type: 'payments' } });
    console.log(known, run?.status === 'failed' && run.error?.code, records?.data.map(amountOf));
  }
}
`;

const OPTIONS: ts.CompilerOptions = {
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  noUncheckedIndexedAccess: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
};

describe('A client that is generated from the OpenAPI document', () => {
  let directory: string;
  let program: ts.Program;

  beforeAll(() => {
    // Inside of the repository, so that the compiler takes the files for ES modules.
    directory = mkdtempSync(resolve('.local', 'openapi-client-'));
    const client = join(directory, 'client');
    execFileSync(process.execPath, [
      resolve('.ci/openapi-client.js'),
      ...['--document', process.env.TEST_OPENAPI ?? '', '--out', client],
    ]);
    writeFileSync(join(directory, 'main.ts'), PROGRAM);
    program = ts.createProgram([join(directory, 'main.ts')], OPTIONS);
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('compiles in strict mode, with a program that uses it', () => {
    const found = ts.getPreEmitDiagnostics(program);
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });

  it('has no `unknown` or `any` but for what the document lists', () => {
    const types = program.getSourceFile(join(directory, 'client', 'types.gen.ts'));
    const found = new Set<string>();
    const visit = (node: ts.Node, path: readonly string[]): void => {
      const name = nameOf(node);
      const inner = name === undefined ? path : [...path, name];
      const isLoose = node.kind === ts.SyntaxKind.UnknownKeyword || node.kind === ts.SyntaxKind.AnyKeyword;
      if (isLoose) found.add(inner.join('.').replace(/^\w+Record\./, 'Record.'));
      ts.forEachChild(node, (child) => visit(child, inner));
    };
    if (types) visit(types, []);
    expect([...found].sort()).toEqual(['AuditEntryDto.detail', 'ContactShape.fields', 'Record.raw']);
  });
});

function nameOf(node: ts.Node): string | undefined {
  if (ts.isTypeAliasDeclaration(node)) return node.name.text;
  return ts.isPropertySignature(node) ? node.name.getText() : undefined;
}
