import type { Contract } from '../rpc/contract.ts';
import type { Consumer } from './broker.ts';
import { versionFaults } from './event-versions.ts';

// Whether what is published and what is listened to fit together: a topic that nobody publishes is a consumer that waits
// for ever, one that nobody consumes is work for nobody or a consumer that somebody forgot.

export interface Topics {
  readonly contracts: readonly Pick<Contract, 'events'>[];
  readonly consumers: readonly Consumer[];
  /** Wire names of events that are published for whoever is outside, with the reason. */
  readonly forOutsiders: ReadonlyMap<string, string>;
}

/** One sentence for each fault. */
export function topicFaults({ contracts, consumers, forOutsiders }: Topics): readonly string[] {
  const published = new Map(contracts.flatMap(({ events }) => events.map((event) => [event.type, event])));
  const faults: string[] = [];
  const consumed = new Set<string>();
  for (const consumer of consumers) {
    faults.push(...versionFaults(consumer));
    for (const { type, description } of consumer.events) {
      consumed.add(type);
      const event = published.get(type);
      if (event === undefined) faults.push(`${consumer.consumer} listens to ${type}, which no contract publishes`);
      else if (event.description !== description) {
        faults.push(`${consumer.consumer} reads ${type} as ${description.typeName}, not as its contract describes it`);
      }
    }
    // An older version may have left the contracts while messages of it still wait.
    for (const { from } of consumer.upcasters ?? []) consumed.add(from.type);
  }
  for (const type of published.keys()) {
    if (!consumed.has(type) && !forOutsiders.has(type)) {
      faults.push(`nobody consumes ${type}: add its consumer, or say for whom outside it is published`);
    }
  }
  for (const [type, reason] of forOutsiders) {
    if (!published.has(type)) faults.push(`${type} is published for outsiders, but no contract has it`);
    if (consumed.has(type)) faults.push(`${type} has a consumer: take it off the events for outsiders`);
    if (reason.trim() === '') faults.push(`${type} is published for outsiders without a reason`);
  }
  return faults;
}
