import { StringValueSchema } from '@bufbuild/protobuf/wkt';
import { v7 } from 'uuid';
import type { EventType } from '../../rpc/contract.ts';
import { type Envelope, toEnvelope } from '../envelope.ts';

// Events of a module "test" that tells of things, and what is in them.

export const noted: EventType<{ value: string }> = { type: 'test.v1.Noted', description: StringValueSchema };
export const ignored: EventType<{ value: string }> = { type: 'test.v1.Ignored', description: StringValueSchema };

export function envelope(key: string, value: unknown, type = noted.type): Envelope {
  return toEnvelope('test.v1', { id: v7(), type, key, payload: { value }, atMs: 0 });
}

export function noteOf({ data }: Envelope): string {
  return (data as { value: string }).value;
}
