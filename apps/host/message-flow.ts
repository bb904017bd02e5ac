import { type MessageFlow, topicsOf } from '../../platform/messaging/message-flow.ts';
import { consumerLags, outboxDepth } from '../../platform/messaging/postgres-depths.ts';
import type { Databases } from './databases.ts';
import { BROKER_SCHEMA } from './migrations.ts';
import { CONSUMERS, FOR_OUTSIDERS, PUBLISHERS, VIEWERS } from './topics.ts';

/** Topics of the whole shop, wherever its rooms run; depths of the broker, and of the outboxes of these modules. */
export function messageFlow(databases: Databases, modules: readonly string[]): MessageFlow {
  return {
    topics: topicsOf({
      contracts: PUBLISHERS,
      consumers: [...CONSUMERS, ...VIEWERS],
      forOutsiders: FOR_OUTSIDERS,
    }),
    depths: async () => {
      const [consumers, outboxes] = await Promise.all([
        consumerLags(databases.poolOf(BROKER_SCHEMA), BROKER_SCHEMA),
        Promise.all(
          modules.map(async (module) => ({ module, ...(await outboxDepth(databases.poolOf(module), module)) })),
        ),
      ]);
      return { consumers, outboxes };
    },
  };
}
