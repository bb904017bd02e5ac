import type { Contract, EventType } from '../rpc/contract.ts';
import type { Consumer } from './broker.ts';
import { typesOf } from './event-versions.ts';
import { payloadSchema } from './payload-schema.ts';

// The AsyncAPI 3.0 document of what is published and who listens (https://www.asyncapi.com/docs/reference/specification/v3.0.0):
// a channel for each event, a send operation for its module and a receive operation for each consumer. Made from the
// contracts and the consumers, so that it cannot say anything else than they do.

export interface AsyncApiOptions {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly contracts: readonly Pick<Contract, 'service' | 'events'>[];
  readonly consumers: readonly Consumer[];
  /** Why an event is published that nobody inside consumes. */
  readonly forOutsiders: ReadonlyMap<string, string>;
}

type Entries = Readonly<Record<string, unknown>>;

export function asyncApiDocument(options: AsyncApiOptions): Entries {
  const { title, version, description, contracts, consumers, forOutsiders } = options;
  const events = contracts.flatMap((contract) => contract.events.map((event) => ({ contract, event })));
  const sends = events.map(({ contract, event }) => [
    `${contract.service}.send.${nameOf(event)}`,
    operation('send', event.type, `${contract.service} tells of it in the transaction of the change.`),
  ]);
  const known = new Set(events.map(({ event }) => event.type));
  const receives = consumers.flatMap((consumer) =>
    typesOf(consumer)
      .filter((type) => known.has(type))
      .map((type) => [
        `${consumer.consumer}.receive.${type}`,
        operation('receive', type, `${consumer.consumer} takes it.`),
      ]),
  );
  return {
    asyncapi: '3.0.0',
    info: { title, version, description, license: { name: 'MIT' } },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(events.map(({ event }) => [event.type, channel(event, forOutsiders)])),
    operations: Object.fromEntries([...sends, ...receives]),
    components: {
      messages: Object.fromEntries(events.map(({ contract, event }) => [event.type, message(contract, event)])),
      schemas: { Envelope: ENVELOPE },
    },
  };
}

function channel(event: EventType, forOutsiders: ReadonlyMap<string, string>): Entries {
  const reason = forOutsiders.get(event.type);
  return {
    address: event.type,
    title: nameOf(event),
    ...(reason === undefined ? {} : { description: reason }),
    messages: { [nameOf(event)]: { $ref: `#/components/messages/${event.type}` } },
  };
}

function operation(action: 'send' | 'receive', type: string, summary: string): Entries {
  return { action, channel: { $ref: `#/channels/${type}` }, summary };
}

function message({ service }: Pick<Contract, 'service'>, event: EventType): Entries {
  const own = {
    type: 'object',
    properties: {
      source: { const: service },
      type: { const: event.type },
      data: payloadSchema(event.description),
    },
  };
  return {
    name: event.type,
    title: nameOf(event),
    contentType: 'application/cloudevents+json',
    payload: { allOf: [{ $ref: '#/components/schemas/Envelope' }, own] },
  };
}

/** CloudEvents 1.0, as envelope.ts writes it. */
const ENVELOPE = {
  type: 'object',
  required: ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype', 'data'],
  properties: {
    specversion: { const: '1.0' },
    id: { type: 'string', format: 'uuid', description: 'The same in every delivery of the event' },
    source: { type: 'string', description: 'Package of the contract whose module tells of the event' },
    type: { type: 'string', description: 'Wire name of the event' },
    subject: {
      type: 'string',
      description: 'Events of one source and subject come in the order in which they happened',
    },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { const: 'application/json' },
    traceparent: { type: 'string', description: 'W3C trace context of the work that led to the event' },
    data: {},
  },
};

function nameOf({ description }: EventType): string {
  return description.name;
}
