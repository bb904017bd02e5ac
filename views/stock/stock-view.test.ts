import { describe, expect, it } from 'vitest';
import { inventory } from '../../modules/inventory/contract.ts';
import { foldEvents, logged } from '../../platform/testing/fold-events.ts';
import { stockView } from './stock-view.ts';
import { stock } from './tables.ts';

const holdId = '00000000-0000-7000-8000-000000000001';
const received = (warehouse: string, delta: number) =>
  logged(inventory.StockAdjusted, { sku: 'MUG', warehouse, delta, reason: 'goods in' });
const allocations = [
  { sku: 'MUG', warehouse: 'main', quantity: 3 },
  { sku: 'MUG', warehouse: 'north', quantity: 1 },
];
const mainOne = { sku: 'MUG', warehouse: 'main', quantity: 1 };
const reserved = logged(inventory.StockReserved, { holdId, allocations, setAsideId: '' });

describe('the stock view', () => {
  it.each([
    ['what came and went', [received('main', 5), received('main', -2)], [['main', 3, 0, 3]]],
    [
      'what is held, in each warehouse',
      [received('main', 5), received('north', 1), reserved],
      [
        ['main', 5, 3, 2],
        ['north', 1, 1, 0],
      ],
    ],
    [
      'what was given back',
      [
        received('main', 5),
        received('north', 1),
        reserved,
        logged(inventory.StockReleased, { holdId, allocations, reason: 'expired', setAsideId: '' }),
      ],
      [
        ['main', 5, 0, 5],
        ['north', 1, 0, 1],
      ],
    ],
    [
      'what was set aside, once, whoever draws on it',
      [
        received('main', 5),
        received('north', 1),
        logged(inventory.StockSetAside, { setAsideId: 'drop', allocations }),
        logged(inventory.StockReserved, { holdId, allocations: [mainOne], setAsideId: 'drop' }),
        logged(inventory.StockReleased, { holdId, allocations: [mainOne], reason: 'expired', setAsideId: 'drop' }),
        logged(inventory.StockReserved, { holdId, allocations: [mainOne], setAsideId: 'drop' }),
        logged(inventory.SetAsideReturned, { setAsideId: 'drop', allocations: [{ ...mainOne, quantity: 2 }] }),
      ],
      [
        ['main', 5, 1, 4],
        ['north', 1, 1, 0],
      ],
    ],
    [
      'one hold that takes a SKU of a warehouse twice',
      [
        received('main', 5),
        logged(inventory.StockReserved, {
          holdId,
          setAsideId: '',
          allocations: [
            { sku: 'MUG', warehouse: 'main', quantity: 1 },
            { sku: 'MUG', warehouse: 'main', quantity: 2 },
          ],
        }),
      ],
      [['main', 5, 3, 2]],
    ],
  ])('adds up %s', (_case, events, expected) => {
    const rows = foldEvents(stockView, events).rows(stock);
    expect(rows.map((row) => [row.warehouse, row.onHand, row.reserved, row.available])).toEqual(expected);
  });
});
