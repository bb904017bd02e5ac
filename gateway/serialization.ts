import { type SerializerFactory, SerializerSelector } from '@fastify/fast-json-stringify-compiler';

// Writers of answers. Each is compiled when its first answer is written, and once for all routes of its schema: compiling
// them all at the start, for every path with and without its version and for HEAD besides, took longer than the rest of
// the start. A schema that cannot be compiled would be found by its first answer: a test of the host compiles them all.

type Writer = ReturnType<ReturnType<SerializerFactory>>;
type External = Parameters<SerializerFactory>[0];

/** By schema: what is written by one schema is written alike by every gateway of the process. */
const writers = new WeakMap<object, Writer>();
const newCompiler = SerializerSelector();

export const lazySerializers: SerializerFactory = (external: External, options) => (route) => {
  const schema = route.schema as object;
  const write: Writer = (document) => {
    let writer = writers.get(schema);
    if (writer === undefined) {
      // A compiler forgets a named schema once it has compiled it: each gets one of its own, and their order is all one.
      writer = newCompiler(external, options)(route);
      writers.set(schema, writer);
    }
    return writer(document);
  };
  return write;
};
