import type { Contract } from '../rpc/contract.ts';
import type { Consumer } from './broker.ts';
import { typesOf } from './event-versions.ts';
import type { ConsumerLag, OutboxDepth } from './postgres-depths.ts';

// Who tells of what, who hears of it, and how much of it is on its way: for operators.

export interface Topic {
  /** Wire name of the event. */
  readonly type: string;
  /** Package of the contract that has it. */
  readonly publisher: string;
  /** Names of the fields of its payload. */
  readonly fields: readonly string[];
  readonly consumers: readonly string[];
  /** Why it is there where nobody inside consumes it. */
  readonly forOutsiders: string | undefined;
}

export interface Outbox extends OutboxDepth {
  readonly module: string;
}

export interface MessageFlow {
  readonly topics: readonly Topic[];
  /** Counted anew at each call: what waits at consumers, and in the outboxes of the modules of this host. */
  depths(): Promise<{ readonly consumers: readonly ConsumerLag[]; readonly outboxes: readonly Outbox[] }>;
}

export interface TopicSources {
  readonly contracts: readonly Pick<Contract, 'service' | 'events'>[];
  readonly consumers: readonly Consumer[];
  readonly forOutsiders: ReadonlyMap<string, string>;
}

/** Made from the contracts and the consumers, so that it cannot say anything else than they do. In order of type. */
export function topicsOf({ contracts, consumers, forOutsiders }: TopicSources): readonly Topic[] {
  const topics = contracts.flatMap(({ service, events }) =>
    events.map(({ type, description }) => ({
      type,
      publisher: service,
      fields: description.fields.map(({ jsonName }) => jsonName),
      consumers: consumers.filter((consumer) => typesOf(consumer).includes(type)).map(({ consumer }) => consumer),
      forOutsiders: forOutsiders.get(type),
    })),
  );
  return topics.sort((one, other) => (one.type < other.type ? -1 : 1));
}
