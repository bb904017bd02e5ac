import { expect, it } from 'vitest';
import { topicsOf } from './message-flow.ts';
import { noted } from './testing/messages.ts';

it('draws topics from the contracts: who tells of each, who hears of it, and what is in it', () => {
  const loud = { ...noted, type: 'test.v1.Aloud' };
  const topics = topicsOf({
    contracts: [{ service: 'test.v1', events: [noted, loud] }],
    consumers: [
      { consumer: 'printer', events: [noted] },
      { consumer: 'view notes', events: [noted] },
    ],
    forOutsiders: new Map([[loud.type, 'For the neighbours.']]),
  });
  const fields = noted.description.fields.map(({ jsonName }) => jsonName);
  expect(fields.length).toBeGreaterThan(0);
  expect(topics).toEqual([
    { type: loud.type, publisher: 'test.v1', fields, consumers: [], forOutsiders: 'For the neighbours.' },
    {
      type: noted.type,
      publisher: 'test.v1',
      fields,
      consumers: ['printer', 'view notes'],
      forOutsiders: undefined,
    },
  ]);
});
