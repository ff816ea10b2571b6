/**
 * The elements of a JSON list, each with its own text: numbers keep their decimals.
 * @param json valid JSON, and a list
 */
export function listItems(json: string): string[] {
  const items: string[] = [];
  let depth = 0;
  let start = 1;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') at = endOfText(json, at);
    else if (character === '[' || character === '{') {
      depth += 1;
      if (depth === 1) start = at + 1;
      continue;
    } else if (character === ']' || character === '}') depth -= 1;
    else if (character !== ',') continue;
    if (depth > 1 || (depth === 1 && character !== ',')) continue;
    const item = json.slice(start, at).trim();
    if (item !== '') items.push(item);
    if (depth === 0) break;
    start = at + 1;
  }
  return items;
}

/** Where the text that begins at `start` ends: at the first quote after an even number of backslashes. */
function endOfText(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (end > 0 && isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end < 0 ? json.length : end;
}

function isEscaped(json: string, quote: number): boolean {
  let slashes = 0;
  while (json[quote - 1 - slashes] === '\\') slashes += 1;
  return slashes % 2 === 1;
}
