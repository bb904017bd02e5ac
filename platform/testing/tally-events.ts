import { EventCatalogue } from '../eventstore/event-catalogue.ts';
import { EventStreams } from '../eventstore/event-streams.ts';

// The events that event stores are tested with: a tally, to which is added and which is reset.

export type TallyEvent =
  | { readonly type: 'Added'; readonly data: { readonly amount: number; readonly note: string } }
  | { readonly type: 'Reset'; readonly data: Record<string, never> };

export interface Tally {
  readonly sum: number;
  readonly resets: number;
}

export function added(amount: number, note = ''): TallyEvent {
  return { type: 'Added', data: { amount, note } };
}

export const reset: TallyEvent = { type: 'Reset', data: {} };

/** In its first version, `Added` was of `by`; in its second, it had no note. */
export const tallyCatalogue = new EventCatalogue<TallyEvent>({
  Added: [({ by }) => ({ amount: by }), (data) => ({ ...data, note: 'not noted' })],
  Reset: [],
});

export function tallies({ everyEvents = 4, schema = 1 } = {}): EventStreams<Tally, TallyEvent> {
  return new EventStreams<Tally, TallyEvent>({
    catalogue: tallyCatalogue,
    initialState: () => ({ sum: 0, resets: 0 }),
    evolve: (state, event) => {
      switch (event.type) {
        case 'Added':
          return { ...state, sum: state.sum + event.data.amount };
        case 'Reset':
          return { sum: 0, resets: state.resets + 1 };
      }
    },
    snapshots: { everyEvents, schema },
  });
}
