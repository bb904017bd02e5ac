import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logEvents } from '../../platform/projections/event-log.ts';
import { MemoryStore } from '../../platform/store/memory-store.ts';
import { PROJECTIONS, VIEWED_TYPES } from './projections.ts';
import { anyHistory, expectViewsToShow, PlayedModules, type Request } from './testing/played-views.ts';

const RUNS = 100;

/** Plays a history of each module in memory, with views that are fed by what the modules log. */
async function playAndLook(history: readonly Request[], types = VIEWED_TYPES): Promise<void> {
  let ids = 0;
  const newId = () => `00000000-0000-7000-8000-${String(++ids).padStart(12, '0')}`;
  const played = new PlayedModules(
    () => new MemoryStore(),
    (store) => ({
      query: () => Promise.reject(new Error('there is no SQL in memory')),
      memory: (table) => (store as MemoryStore).rows(table),
    }),
    logEvents(newId, types),
  );
  await played.play(history);
  const projections = played.projections(new MemoryStore());
  for (const { name } of PROJECTIONS) for (let turn = 0; turn < 3; turn++) await projections.turn(name);
  await expectViewsToShow(played, projections);
}

describe('the views', () => {
  it('show what the modules hold, after any history', () =>
    fc.assert(
      fc.asyncProperty(anyHistory, (history) => playAndLook(history)),
      { numRuns: RUNS },
    ));

  it.each([...VIEWED_TYPES])('would not, without %s', async (missing) => {
    const types = new Set([...VIEWED_TYPES].filter((type) => type !== missing));
    const without = fc.assert(
      fc.asyncProperty(anyHistory, (history) => playAndLook(history, types)),
      { numRuns: 20 * RUNS, endOnFailure: true },
    );
    await expect(without).rejects.toThrow('Property failed');
  });
});
