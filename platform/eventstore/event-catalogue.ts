import { present } from '../kernel/assert.ts';

// Which events there are, and how those that were written in an earlier shape are read. A type that nobody declared is
// an error both ways: an event that is skipped today is missing from every state tomorrow.

/** An event as deciders write it and `evolve` reads it, always in its newest shape. */
export interface DomainEvent {
  readonly type: string;
  readonly data: object;
}

type Data = Readonly<Record<string, unknown>>;

/** Turns the data of one schema version into that of the next. */
export type Upcast = (data: Data) => Data;

/** An event of a type, or of a schema version, that this program does not know. */
export class UnknownEventType extends Error {
  override readonly name = 'UnknownEventType';
}

export interface StoredShape {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: object;
}

export class EventCatalogue<Event extends DomainEvent> {
  readonly #upcasts: ReadonlyMap<string, readonly Upcast[]>;

  /** For each type the functions that lead from version 1 to 2, from 2 to 3 and so on: none for a type that never changed. */
  constructor(types: Readonly<Record<Event['type'], readonly Upcast[]>>) {
    this.#upcasts = new Map(Object.entries<readonly Upcast[]>(types));
  }

  /** @throws UnknownEventType */
  encode({ type, data }: Event): StoredShape {
    return { type, schemaVersion: this.#upcastsOf(type).length + 1, data };
  }

  /** @throws UnknownEventType */
  decode({ type, schemaVersion, data }: StoredShape): Event {
    const upcasts = this.#upcastsOf(type);
    if (schemaVersion > upcasts.length + 1) {
      throw new UnknownEventType(
        `an event of type ${type} has version ${schemaVersion}; this program knows ${upcasts.length + 1}: it was ` +
          'written by a newer one, so update this one',
      );
    }
    const current = upcasts.slice(schemaVersion - 1).reduce((older, upcast) => upcast(older), data as Data);
    // The catalogue has one entry for each type of `Event`; its upcasts end at the shape that `Event` says.
    return { type, data: current } as DomainEvent as Event;
  }

  #upcastsOf(type: string): readonly Upcast[] {
    if (!this.#upcasts.has(type)) {
      throw new UnknownEventType(
        `nobody declared the event type ${JSON.stringify(type)}: add it to the event catalogue`,
      );
    }
    return present(this.#upcasts.get(type), type);
  }
}
