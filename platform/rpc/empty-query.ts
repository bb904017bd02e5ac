import { create } from '@bufbuild/protobuf';
import { present } from '../kernel/assert.ts';
import type { Call, Contract } from './contract.ts';
import { fromMessage } from './plain.ts';

/**
 * A call that asks a module for nothing: its first query that takes a list, with an empty one. Whoever gets an answer
 * knows that the module can be reached.
 */
export function emptyQuery({ service, methods }: Contract): Call {
  const method = present(
    methods.find(({ kind, input }) => kind === 'query' && input.fields.some(({ fieldKind }) => fieldKind === 'list')),
    `query of ${service} that takes a list`,
  );
  return { method, request: fromMessage(method.input, create(method.input)) };
}
