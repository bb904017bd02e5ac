import { describe, expect, it } from 'vitest';
import { hasEdge } from './has-edge.ts';
import { MODULE_NAMES, ROOM_NAMES, type RoomName } from './room-names.ts';

const EDGE: readonly RoomName[] = ['gateway', 'checkout'];
const nowhere = new Map<never, string>();

describe('the rooms of a host', () => {
  it('answer HTTP where all are here, or are told where the others are', () => {
    expect(hasEdge(ROOM_NAMES, nowhere)).toBe(true);
    expect(hasEdge(EDGE, new Map(MODULE_NAMES.map((name) => [name, 'http://127.0.0.1:9090'])))).toBe(true);
  });

  it('need nobody where they do not', () => {
    expect(hasEdge(['inventory'], nowhere)).toBe(false);
  });

  it.each([
    { rooms: ['gateway'] as const, why: 'gateway and checkout are served together' },
    {
      rooms: [...EDGE, ...MODULE_NAMES.slice(2)],
      why: 'set CATALOG_URL, PRICING_URL, or serve catalog, pricing here too',
    },
  ])('are refused where one is missing: $why', ({ rooms, why }) => {
    expect(() => hasEdge(rooms, nowhere)).toThrow(why);
  });
});
