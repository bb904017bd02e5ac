import { describe, expect, it } from 'vitest';
import { FakeClock } from '../testing/fake-clock.ts';
import { SparseLog } from './sparse-log.ts';

describe('a sparse log', () => {
  it('says each kind once in a while, and how often it happened unsaid', () => {
    const clock = new FakeClock();
    const log = new SparseLog(clock, 1_000);
    const said: string[] = [];
    const note = (kind: string) => log.note(kind, (unsaid) => said.push(`${kind} ${unsaid}`));
    for (let count = 0; count < 5; count++) note('away');
    note('full');
    clock.advance(1_000);
    note('away');
    expect(said).toEqual(['away 0', 'full 0', 'away 4']);
  });
});
