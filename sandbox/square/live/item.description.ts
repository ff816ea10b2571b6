import type { SquareObject } from '../square.stream.js';

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

/** Square keeps the three forms of a description in step. Of two that are sent, the HTML wins. */
export function withDescription(item: SquareObject): SquareObject {
  const { description, description_html: html, description_plaintext: _derived, ...rest } = item;
  if (isText(html)) return { ...rest, ...described(html, plain(html)) };
  return isText(description) ? { ...rest, ...described(escaped(description), description) } : rest;
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const described = (html: string, text: string): SquareObject => ({
  description: text,
  description_html: html,
  description_plaintext: text,
});

function plain(html: string): string {
  const text = html.replace(/<br\s*\/?>|<\/p>(?=.)/g, '\n').replace(/<[^>]*>/g, '');
  return text.replace(/&(lt|gt|quot|amp);/g, (entity) => ENTITIES[entity]!);
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\n/g, '<br>');
}
