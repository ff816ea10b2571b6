import { queryParserFault } from '../quickbooks.fault.js';

export interface Token {
  kind: 'word' | 'string' | 'symbol' | 'end';
  text: string;
}

const TOKEN = /\s*(?:'((?:[^'\\]|\\.)*)'|([A-Za-z0-9_.:+-]+)|(<=|>=|!=|[<>=(),*]))/y;

/** Literals are in single quotes, in which a quote is written `\'`. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (query.slice(at).trim() !== '') {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(query);
    if (!match) throw queryParserFault(`Lexical error at line 1, column ${at + 1}.  Encountered: "${query[at] ?? ''}"`);
    const [, text, word, symbol] = match;
    if (text !== undefined) tokens.push({ kind: 'string', text: text.replace(/\\(.)/g, '$1') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else tokens.push({ kind: 'symbol', text: symbol! });
    at = TOKEN.lastIndex;
  }
  tokens.push({ kind: 'end', text: '<EOF>' });
  return tokens;
}
