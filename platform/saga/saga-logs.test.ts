import { describe, expect, it } from 'vitest';
import { newTrip } from '../testing/hosts.ts';
import { trip } from '../testing/trip-saga.ts';
import { viewOf } from './saga-fold.ts';
import { heldOf } from './saga-logs.ts';
import { UnfitLog } from './saga-state.ts';
import { SAGA_STATUSES, type SagaStatus } from './saga-view.ts';
import type { SagaRow } from './tables.ts';
import { wrongLog } from './wrong-log.ts';

const DEFINITIONS = new Map([[trip.name, trip]]);

function rowThatIs(status: SagaStatus): SagaRow {
  return { ...newTrip(), status, owner: 'host 1', createdAt: 0, endedAt: null, wakeAt: null };
}

describe('a saga of which no transition is written', () => {
  it('has been started, and that is all', () => {
    const row = rowThatIs('in_progress');
    expect(heldOf({ row, version: 1 }, [], DEFINITIONS)).toMatchObject({ sequence: 0, state: { at: 0 } });
    const view = viewOf(row, [], DEFINITIONS);
    expect(view.log).toMatchObject([{ sequence: 1, event: 'started' }]);
    expect(wrongLog({ ...view, log: view.log ?? [] })).toBeUndefined();
  });

  it.each(SAGA_STATUSES.filter((status) => status !== 'in_progress'))('and that is %s has lost its log', (status) => {
    const row = rowThatIs(status);
    expect(() => heldOf({ row, version: 2 }, [], DEFINITIONS)).toThrow(UnfitLog);
    const view = viewOf(row, [], DEFINITIONS);
    expect(wrongLog({ ...view, log: view.log ?? [] })).toBe('has a log that does not begin with its beginning');
  });
});
