import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';

const FOLDER = 'src/providers/shapes';

/** The declarations of the shared shapes, read as text: what they promise is what each provider is held to. */
export class ShapeFields {
  private readonly types = new Map<string, ts.TypeNode | ts.InterfaceDeclaration>();
  private readonly shapes = new Map<string, ts.TypeNode>();

  constructor() {
    for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.ts'))) {
      const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
      ts.forEachChild(ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true), (node) => this.keep(node));
    }
  }

  /** @returns the paths of its leaves: `lines[].totalMinor`, `address.city` */
  of(shape: string): string[] {
    const type = this.shapes.get(shape);
    if (!type) throw new Error(`no shape ${shape}`);
    return this.leaves(type, '').sort();
  }

  private keep(node: ts.Node): void {
    if (ts.isTypeAliasDeclaration(node)) this.types.set(node.name.text, node.type);
    if (!ts.isInterfaceDeclaration(node)) return;
    if (!node.name.text.endsWith('Shapes')) {
      this.types.set(node.name.text, node);
      return;
    }
    for (const member of node.members) {
      if (ts.isPropertySignature(member) && member.type) this.shapes.set(member.name.getText(), member.type);
    }
  }

  private leaves(type: ts.Node, path: string): string[] {
    if (ts.isParenthesizedTypeNode(type)) return this.leaves(type.type, path);
    if (ts.isIntersectionTypeNode(type)) return type.types.flatMap((part) => this.leaves(part, path));
    if (ts.isArrayTypeNode(type)) return this.leaves(type.elementType, `${path}[]`);
    if (ts.isUnionTypeNode(type)) {
      const inner = type.types.flatMap((part) => this.leaves(part, path));
      return [...new Set(inner.some((leaf) => leaf !== path) ? inner.filter((leaf) => leaf !== path) : inner)];
    }
    if (ts.isTypeLiteralNode(type) || ts.isInterfaceDeclaration(type)) {
      return type.members.filter(ts.isPropertySignature).flatMap((member) => {
        const name = member.name.getText();
        return this.leaves(member.type!, path ? `${path}.${name}` : name);
      });
    }
    const named = ts.isTypeReferenceNode(type) ? this.types.get(type.typeName.getText()) : undefined;
    return named ? this.leaves(named, path) : [path];
  }
}

/** The leaves of normalised data that hold something. */
export function filledFields(value: unknown, path = ''): string[] {
  if (value === null || value === undefined || value === '') return [];
  if (Array.isArray(value)) return value.flatMap((item) => filledFields(item, `${path}[]`));
  if (typeof value !== 'object') return [path];
  const entries = Object.entries(value);
  return entries.length === 0
    ? []
    : [path, ...entries.flatMap(([key, inner]) => filledFields(inner, path ? `${path}.${key}` : key))];
}
