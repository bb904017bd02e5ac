import type { EventType } from '../rpc/contract.ts';
import type { Consumer, Upcaster } from './broker.ts';
import type { Envelope } from './envelope.ts';
import { InvalidPayload, readPayload } from './payload.ts';

// Versions of an event. The version is part of the wire name ("inventory.v2.StockReserved"): what changes in a way that
// an older reader would misunderstand is a new event under the next version. A consumer is written for one version and
// brings upcasters for older ones; its handler never sees those. A version that it cannot read is a dead letter.

/** `upcast` is pure: a message that is delivered again is upcast again. */
export function upcaster<From, To>(from: EventType<From>, to: EventType<To>, upcast: (payload: From) => To): Upcaster {
  return { from, to, upcast: (payload) => upcast(payload as From) };
}

/** Wire names of everything that the consumer takes: its events, and the versions that are upcast to them. */
export function typesOf({ events, upcasters = [] }: Consumer): readonly string[] {
  return [...new Set([...events, ...upcasters.map(({ from }) => from)].map(({ type }) => type))];
}

/** Reads messages for one consumer: checks them against their contract and makes them of the version that it knows. */
export class EventReader {
  readonly #events: ReadonlyMap<string, EventType>;
  readonly #upcasters: ReadonlyMap<string, Upcaster>;

  constructor({ events, upcasters = [] }: Consumer) {
    this.#events = new Map(events.map((event) => [event.type, event]));
    this.#upcasters = new Map(upcasters.map((step) => [step.from.type, step]));
  }

  /** @throws InvalidPayload, saying why the consumer cannot take the message. */
  read(envelope: Envelope): Envelope {
    const known = this.#events.get(envelope.type);
    if (known !== undefined) return { ...envelope, data: readPayload(known.description, envelope.data) };
    const step = this.#upcasters.get(envelope.type);
    if (step === undefined) throw new InvalidPayload(this.#unknown(envelope.type));
    const data = step.upcast(readPayload(step.from.description, envelope.data));
    // It ends: a broker takes no consumer whose upcasters go in a circle.
    return this.read({ ...envelope, type: step.to.type, data });
  }

  #unknown(type: string): string {
    const { name, version } = partsOf(type);
    const versions = [...this.#events.keys(), ...this.#upcasters.keys()]
      .map(partsOf)
      .filter((known) => known.name === name)
      .map((known) => known.version)
      .sort();
    if (versions.length === 0) return `this consumer does not know the event ${type}`;
    return `this consumer does not know version ${version} of ${name}, only ${versions.join(' and ')}`;
  }
}

/** What is wrong with the consumer's versions: an upcaster that leads nowhere, or in a circle. */
export function versionFaults({ consumer, events, upcasters = [] }: Consumer): readonly string[] {
  const readable = new Set(events.map(({ type }) => type));
  const next = new Map(upcasters.map(({ from, to }) => [from.type, to.type]));
  return upcasters.flatMap(({ from }) => {
    const passed = new Set<string>();
    let type: string | undefined = from.type;
    while (type !== undefined && !readable.has(type) && !passed.has(type)) {
      passed.add(type);
      type = next.get(type);
    }
    if (type !== undefined && readable.has(type)) return [];
    return [`${consumer} upcasts ${from.type} to nothing that it listens to`];
  });
}

/** "inventory.v2.StockReserved" is version v2 of inventory.StockReserved. */
function partsOf(type: string): { readonly name: string; readonly version: string } {
  const version = /\.(v[0-9]+)\./.exec(type)?.[1] ?? '';
  return { name: type.replace(/\.v[0-9]+\./, '.'), version };
}
