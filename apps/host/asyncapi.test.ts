import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { asyncApi } from './topics.ts';

// The document is held against the schema that AsyncAPI publishes, and against itself: every reference leads somewhere.

interface Document {
  channels: Record<string, { address: string; messages: Record<string, unknown> }>;
  operations: Record<string, { action: string; channel: { $ref: string } }>;
  components: { messages: Record<string, { payload: unknown }> };
}

const { resolve } = createRequire(import.meta.url);
const schema = JSON.parse(readFileSync(resolve('@asyncapi/specs/schemas/3.0.0-without-$id.json'), 'utf8')) as object;
const validate = new Ajv({ strict: false, validateFormats: false }).compile(schema);

const document = (): Document => JSON.parse(JSON.stringify(asyncApi()));

function faultsOf(checked: unknown): readonly string[] {
  validate(checked);
  const invalid = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  return [...invalid, ...danglingReferences(checked)];
}

function danglingReferences(checked: unknown): readonly string[] {
  const references = [...JSON.stringify(checked).matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1] ?? '');
  return references.filter((path) => path.split('/').reduce<unknown>(step, checked) === undefined);
}

function step(within: unknown, name: string): unknown {
  return (within as Record<string, unknown> | undefined)?.[name];
}

describe('the AsyncAPI document', () => {
  it('is a valid 3.0 document', () => {
    expect(document()).toMatchObject({ asyncapi: '3.0.0' });
    expect(faultsOf(document())).toEqual([]);
  });

  it('would not be one with a planted fault', () => {
    const planted = document();
    const [operation] = Object.values(planted.operations);
    if (operation !== undefined) operation.action = 'shout';
    expect(faultsOf(planted).join()).toContain('/action must be equal to one of the allowed values');
    const nowhere = document();
    const [other] = Object.values(nowhere.operations);
    if (other !== undefined) other.channel.$ref = '#/channels/nowhere';
    expect(faultsOf(nowhere)).toContain('channels/nowhere');
    expect(faultsOf({ ...document(), channels: [] }).length).toBeGreaterThan(0);
  });

  it('has a channel for every event, and an operation for whoever sends or receives it', () => {
    const { channels, operations, components } = document();
    expect(channels['ordering.v1.OrderCancellationRequested']?.messages).toEqual({
      OrderCancellationRequested: { $ref: '#/components/messages/ordering.v1.OrderCancellationRequested' },
    });
    expect(operations['cancellation.receive.ordering.v1.OrderCancellationRequested']).toMatchObject({
      action: 'receive',
      channel: { $ref: '#/channels/ordering.v1.OrderCancellationRequested' },
    });
    expect(operations['payment.v1.send.PaymentRefunded']).toMatchObject({ action: 'send' });
    expect(Object.keys(channels)).toEqual(Object.keys(components.messages));
    expect(components.messages['ordering.v1.OrderCancellationRequested']?.payload).toMatchObject({
      allOf: [
        { $ref: '#/components/schemas/Envelope' },
        {
          properties: {
            source: { const: 'ordering.v1' },
            data: { properties: { orderId: { type: 'string' }, totalMinor: { type: 'integer' } } },
          },
        },
      ],
    });
  });
});
