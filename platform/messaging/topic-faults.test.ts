import { ApiSchema, StringValueSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { Deposited } from '../testing/till-contract.ts';
import { upcaster } from './event-versions.ts';
import { type Topics, topicFaults } from './topic-faults.ts';

// One thing is wrong at a time, and exactly that is found.

const accountant = { consumer: 'accountant', events: [Deposited] };
const sound: Topics = {
  contracts: [{ events: [Deposited] }],
  consumers: [accountant],
  forOutsiders: new Map(),
};
const unheardOf = { type: 'till.v1.Robbed', description: StringValueSchema };

describe('the check of topics', () => {
  it('has nothing to say of events that are published and consumed as they are described', () => {
    expect(topicFaults(sound)).toEqual([]);
    expect(topicFaults({ ...sound, consumers: [], forOutsiders: new Map([[Deposited.type, 'The bank.']]) })).toEqual(
      [],
    );
  });

  it.each<[string, Partial<Topics>, string]>([
    [
      'a topic that nobody publishes',
      { consumers: [accountant, { consumer: 'guard', events: [unheardOf] }] },
      'guard listens to till.v1.Robbed, which no contract publishes',
    ],
    [
      'a topic that nobody consumes',
      { consumers: [] },
      `nobody consumes ${Deposited.type}: add its consumer, or say for whom outside it is published`,
    ],
    [
      'a consumer that reads another schema than is published',
      { consumers: [{ consumer: 'accountant', events: [{ ...Deposited, description: ApiSchema }] }] },
      `accountant reads ${Deposited.type} as google.protobuf.Api, not as its contract describes it`,
    ],
    [
      'an upcaster that leads nowhere',
      { consumers: [{ ...accountant, upcasters: [upcaster(unheardOf, unheardOf, (payload) => payload)] }] },
      'accountant upcasts till.v1.Robbed to nothing that it listens to',
    ],
    [
      'an event for outsiders that no contract has',
      { forOutsiders: new Map([[unheardOf.type, 'The police.']]) },
      'till.v1.Robbed is published for outsiders, but no contract has it',
    ],
    [
      'an event for outsiders that somebody consumes by now',
      { forOutsiders: new Map([[Deposited.type, 'The bank.']]) },
      `${Deposited.type} has a consumer: take it off the events for outsiders`,
    ],
    [
      'an event for outsiders without a reason',
      { consumers: [], forOutsiders: new Map([[Deposited.type, ' ']]) },
      `${Deposited.type} is published for outsiders without a reason`,
    ],
  ])('finds %s', (_what, planted, fault) => {
    expect(topicFaults({ ...sound, ...planted })).toEqual([fault]);
  });
});
