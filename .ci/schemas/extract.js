import { writeFileSync } from 'node:fs';

/** One line a name, so that a difference between two versions of a vendor can be read. */
export function writeExtract(vendor, { source, operations, types }) {
  const lines = (map) =>
    Object.keys(map)
      .sort()
      .map((name) => `${JSON.stringify(name)}:${JSON.stringify(map[name])}`)
      .join(',\n');
  const text = `{"source":${JSON.stringify(source)},\n"operations":{\n${lines(operations)}\n},\n"types":{\n${lines(types)}\n}}\n`;
  const file = `sandbox/schemas/${vendor}.schema.json`;
  writeFileSync(file, text);
  console.log(
    `${file}: ${Object.keys(operations).length} operations, ${Object.keys(types).length} types, ${text.length} bytes`,
  );
}
