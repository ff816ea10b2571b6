import { ProviderExchange } from '../http/provider.exchange.js';
import { listText } from './page.builder.js';

const BEFORE = /^\s*\{\s*"object"\s*:\s*"list"\s*,\s*"data"\s*:\s*(?=\[)/;

function exchangeOf(text: string): ProviderExchange {
  const exchange = new ProviderExchange(new AbortController().signal);
  exchange.text = text;
  exchange.body = JSON.parse(text) as Record<string, unknown>;
  return exchange;
}

describe('the text of a list', () => {
  it.each([
    ['{"object":"list","data":[{"id":"a","tags":["]"]}],"has_more":false,"url":"/v1/x"}', '[{"id":"a","tags":["]"]}]'],
    ['{\n  "object": "list",\n  "data": [\n    {}\n  ],\n  "has_more": true\n}\n', '[\n    {}\n  ]'],
    ['{"object":"list","data":[],"total_count":3,"has_more":false}', '[]'],
    ['{"object":"list","data":[1]}', '[1]'],
  ])('is cut out of %s', (text, expected) => {
    expect(listText(exchangeOf(text), BEFORE, 2)).toBe(expected);
  });

  it.each([
    '{"data":[1],"object":"list"}',
    '{"object":"list","data":[1],"more":[2]}',
    '{"object":"list","data":[1],"url":"/v1/]"}',
    '{"object":"list","data":[1],"a":"],","b":1}',
    '{"object":"list","data":{"a":[1]}}',
  ])('is left alone where its end is not certain: %s', (text) => {
    expect(listText(exchangeOf(text), BEFORE, 2)).toBeNull();
  });
});
