import { queryParserFault, queryValidationFault } from '../quickbooks.fault.js';
import { tokenize, type Token } from './query.lexer.js';

const OPERATORS = ['=', '<', '>', '<=', '>='] as const;

export interface Condition {
  property: string;
  operator: (typeof OPERATORS)[number] | 'IN' | 'LIKE';
  /** One value, or those of the list after IN. */
  values: string[];
}

export interface EntityQuery {
  count: boolean;
  entity: string;
  where: Condition[];
  orderBy: { property: string; descending: boolean } | null;
  /** Counted from 1. */
  startPosition: number;
  maxResults: number;
}

const DEFAULT_RESULTS = 100;
const MOST_RESULTS = 1000;

/** Intuit's query language: one entity, conditions joined by AND, no projection, no OR, no join. */
export class QueryParser {
  private readonly tokens: Token[];
  private at = 0;

  constructor(query: string) {
    this.tokens = tokenize(query);
  }

  parse(): EntityQuery {
    this.keyword('SELECT');
    const count = this.accept('COUNT');
    if (count) this.symbol('(');
    this.symbol('*');
    if (count) this.symbol(')');
    this.keyword('FROM');
    const entity = this.word();
    const where = this.accept('WHERE') ? this.conditions() : [];
    const orderBy = this.acceptOrderBy() ? this.order() : null;
    const startPosition = this.accept('STARTPOSITION') ? this.integer('startPosition') : 1;
    const maxResults = this.accept('MAXRESULTS') ? this.integer('maxResults') : DEFAULT_RESULTS;
    if (this.peek().kind !== 'end') throw this.unexpected();
    if (maxResults > MOST_RESULTS) {
      throw queryValidationFault(`value ${maxResults} for maxResults is too large; the maximum is ${MOST_RESULTS}`);
    }
    return { count, entity, where, orderBy, startPosition, maxResults };
  }

  private conditions(): Condition[] {
    const conditions = [this.condition()];
    while (this.accept('AND')) conditions.push(this.condition());
    return conditions;
  }

  private condition(): Condition {
    const property = this.word();
    if (this.accept('IN')) return { property, operator: 'IN', values: this.list() };
    if (this.accept('LIKE')) return { property, operator: 'LIKE', values: [this.literal()] };
    const operator = OPERATORS.find((known) => known === this.peek().text);
    if (this.peek().kind !== 'symbol' || !operator) throw this.unexpected();
    this.at += 1;
    return { property, operator, values: [this.literal()] };
  }

  private list(): string[] {
    this.symbol('(');
    const values = [this.literal()];
    while (this.peek().kind === 'symbol' && this.peek().text === ',') {
      this.at += 1;
      values.push(this.literal());
    }
    this.symbol(')');
    return values;
  }

  private order(): EntityQuery['orderBy'] {
    const property = this.word();
    const descending = this.accept('DESC');
    if (!descending) this.accept('ASC');
    return { property, descending };
  }

  private acceptOrderBy(): boolean {
    if (this.accept('ORDERBY')) return true;
    if (!this.accept('ORDER')) return false;
    this.keyword('BY');
    return true;
  }

  private integer(name: string): number {
    const text = this.word();
    if (!/^\d+$/.test(text) || Number(text) < 1) {
      throw queryValidationFault(`value ${text} for ${name} is not a positive number`);
    }
    return Number(text);
  }

  private literal(): string {
    const token = this.peek();
    if (token.kind !== 'string' && token.kind !== 'word') throw this.unexpected();
    this.at += 1;
    return token.text;
  }

  private word(): string {
    const token = this.peek();
    if (token.kind !== 'word') throw this.unexpected();
    this.at += 1;
    return token.text;
  }

  private accept(keyword: string): boolean {
    const token = this.peek();
    if (token.kind !== 'word' || token.text.toUpperCase() !== keyword) return false;
    this.at += 1;
    return true;
  }

  private keyword(keyword: string): void {
    if (!this.accept(keyword)) throw this.unexpected(keyword);
  }

  private symbol(symbol: string): void {
    const token = this.peek();
    if (token.kind !== 'symbol' || token.text !== symbol) throw this.unexpected(symbol);
    this.at += 1;
  }

  private peek(): Token {
    return this.tokens[this.at]!;
  }

  private unexpected(wanted?: string) {
    const expecting = wanted ? ` Was expecting: "${wanted}"` : '';
    return queryParserFault(`Encountered "${this.peek().text}" at token ${this.at + 1}.${expecting}`);
  }
}
