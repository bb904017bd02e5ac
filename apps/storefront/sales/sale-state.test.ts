import { describe, expect, it } from 'vitest';
import { formatLeft, tellPlace, tellSale } from './sale-state.ts';

describe('a sale in words', () => {
  it('says how it stands', () => {
    expect(tellSale({ state: 'open', draining: false }).word).toBe('Open');
    expect(tellSale({ state: 'open', draining: true }).word).toBe('Closing');
    expect(tellSale({ state: 'sold_out', draining: false }).word).toBe('Sold out');
  });

  it.each([
    [0, '0:00'],
    [-5, '0:00'],
    [61_000, '1:01'],
    [3_600_000, '1 h 0 min'],
    [90_000_000, '1 d 1 h'],
    [59_001, '1:00'],
  ])('has %d ms left as %s', (leftMs, text) => expect(formatLeft(leftMs)).toBe(text));
});

describe('a place in a waiting room', () => {
  const place = { state: 'waiting', sequence: 9, position: null, estimated_wait_seconds: null, turn_ends_at: null };

  it('is told as where one stands, and for how long', () => {
    expect(tellPlace(place)).toContain('drawn when the sale begins');
    expect(tellPlace({ ...place, position: 1_204, estimated_wait_seconds: 75 })).toBe(
      'You are number 1,204, in about 1:15.',
    );
    expect(tellPlace({ ...place, position: 2, estimated_wait_seconds: 0 })).toBe('You are number 2.');
  });

  it('is told when it is no place any more', () => {
    for (const state of ['admitted', 'turn_lost', 'used', 'sold_out', 'closed']) {
      expect(tellPlace({ ...place, state })).not.toContain('number');
    }
  });
});
