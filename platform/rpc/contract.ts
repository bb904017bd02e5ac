import type { DescMessage, DescMethodUnary, DescService, MessageShape } from '@bufbuild/protobuf';
import { assert, present } from '../kernel/assert.ts';
import { hasOutcome, type OutcomeOf, type Plain } from './plain.ts';

// A contract is a module's door: the methods and events of its protobuf service, as values that other rooms can name.
// Calling `inventory.reserveStock(request)` sends nothing; it builds a call that `Doors` carries to wherever the
// module runs. So a saga can write down what it will send, and no caller knows where the module is.

type Unary = DescMethodUnary<DescMessage, DescMessage>;

/** What there is to know of a method, whatever its types. */
export interface Method {
  /** Full name on the wire: "inventory.v1.InventoryService/ReserveStock". */
  readonly path: string;
  /** Name within its contract: "reserveStock". */
  readonly localName: string;
  /** Package of its contract: "inventory.v1". */
  readonly service: string;
  readonly kind: 'command' | 'query';
  /** For a response that is a `oneof outcome`: the kind that says yes. Every other kind is a refusal. */
  readonly accepted: string | undefined;
  readonly input: DescMessage;
  readonly output: DescMessage;
}

/** One request for one method. */
export interface Call<RequestType = unknown, ReplyType = unknown> {
  readonly method: Method;
  readonly request: RequestType;
  /** Type only: what the call is answered with. */
  readonly reply?: ReplyType;
}

/** A method of a contract. Called with a request it builds a call. */
export interface TypedMethod<RequestType, ReplyType> extends Method {
  (request: RequestType): Call<RequestType, ReplyType>;
}

/** An event of a contract: its wire name ("inventory.v1.StockReserved") and its shape. */
export interface EventType<Payload = unknown> {
  readonly type: string;
  readonly description: DescMessage;
  readonly payload?: Payload;
}

export interface Contract {
  /** Package of its service: "inventory.v1". */
  readonly service: string;
  readonly description: DescService;
  readonly methods: readonly Method[];
  readonly events: readonly EventType[];
}

type Methods<S extends DescService> = S['method'];
type RequestOf<M> = M extends { input: infer Input extends DescMessage } ? Plain<MessageShape<Input>> : never;
type ReplyOf<M> = M extends { output: infer Output extends DescMessage } ? OutcomeOf<MessageShape<Output>> : never;
type Events = Readonly<Record<string, DescMessage>>;

type Bound<S extends DescService, E extends Events> = Contract & {
  readonly [K in keyof Methods<S>]: TypedMethod<RequestOf<Methods<S>[K]>, ReplyOf<Methods<S>[K]>>;
} & { readonly [K in keyof E]: EventType<Plain<MessageShape<E[K]>>> };

/** The request type of a contract's method. */
export type Request<M> = M extends TypedMethod<infer R, infer _> ? R : never;
/** The reply type of a contract's method. */
export type Reply<M> = M extends TypedMethod<infer _, infer R> ? R : never;
/** The payload type of a contract's event. */
export type Payload<E> = E extends EventType<infer P> ? P : never;

/**
 * Binds a protobuf service and its events into a contract.
 * A method is a command when its response is a `oneof outcome` and it is not listed in `queries`; the outcome with
 * field number 1 is its acceptance.
 */
export function contract<S extends DescService, E extends Events>(
  service: S,
  events: E,
  options: { readonly queries: readonly (keyof Methods<S>)[] },
): Bound<S, E> {
  const queries = new Set<PropertyKey>(options.queries);
  const packageName = service.file.proto.package;
  const methods = service.methods.map((description) =>
    bindMethod(description as Unary, packageName, queries.has(description.localName) ? 'query' : 'command'),
  );
  const bound: Record<string, unknown> = { service: packageName, description: service, methods };
  for (const method of methods) bound[method.localName] = method;
  const eventTypes: EventType[] = [];
  for (const [name, description] of Object.entries(events)) {
    const event: EventType = { type: description.typeName, description };
    bound[name] = event;
    eventTypes.push(event);
  }
  bound.events = eventTypes;
  return bound as unknown as Bound<S, E>;
}

/** An event that belongs to no service, such as those that the contexts of a process tell each other. */
export function eventType<D extends DescMessage>(description: D): EventType<Plain<MessageShape<D>>> {
  return { type: description.typeName, description };
}

/** A reply is its outcome's fields beside the `kind` of outcome it is: a field of that name would take its place. */
function assertNoKind({ output, name }: Unary): void {
  for (const { localName, message } of output.fields) {
    assert(
      message?.fields.every((field) => field.localName !== 'kind') ?? true,
      `outcome "${localName}" of ${name} has a field "kind", which would hide what kind of reply it is: rename it`,
    );
  }
}

function bindMethod(description: Unary, service: string, kind: 'command' | 'query'): Method {
  if (hasOutcome(description.output)) assertNoKind(description);
  const accepted = hasOutcome(description.output)
    ? present(
        description.output.fields.find((field) => field.number === 1),
        `acceptance of ${description.name}`,
      ).localName
    : undefined;
  // `name` of a function cannot be assigned, hence `localName`.
  const method: TypedMethod<unknown, unknown> = Object.assign(
    (request: unknown): Call<unknown, unknown> => ({ method, request }),
    {
      path: `${description.parent.typeName}/${description.name}`,
      localName: description.localName,
      service,
      kind,
      accepted,
      input: description.input,
      output: description.output,
    },
  );
  return method;
}

/** True when the reply is the method's acceptance. */
export function isAccepted(method: Method, reply: unknown): boolean {
  return method.accepted === undefined || (reply as { kind: string }).kind === method.accepted;
}
