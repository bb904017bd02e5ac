// What leaves an outbox: CloudEvents 1.0 (https://github.com/cloudevents/spec, core attributes, JSON format) with the
// extension attribute `traceparent` of its distributed-tracing extension.

export interface Envelope<Payload = unknown> {
  readonly specversion: '1.0';
  /** UUID, the same in every delivery of the event. */
  readonly id: string;
  /** Package of the contract whose module tells of the event: "inventory.v1". */
  readonly source: string;
  /** Wire name of the event: "inventory.v1.StockReserved". */
  readonly type: string;
  /** The event's key. Events of one source and subject are delivered in the order in which they were decided. */
  readonly subject: string;
  /** When it was decided, RFC 3339. */
  readonly time: string;
  readonly datacontenttype: 'application/json';
  /** W3C trace context of the work that led to the event. */
  readonly traceparent?: string;
  readonly data: Payload;
}

/** An event as it waits in the outbox. */
export interface RecordedEvent {
  readonly id: string;
  readonly type: string;
  readonly key: string;
  readonly payload: unknown;
  readonly traceId?: string | undefined;
  readonly atMs: number;
}

export function toEnvelope(source: string, event: RecordedEvent): Envelope {
  return {
    specversion: '1.0',
    id: event.id,
    source,
    type: event.type,
    subject: event.key,
    time: new Date(event.atMs).toISOString(),
    datacontenttype: 'application/json',
    ...(event.traceId === undefined ? {} : { traceparent: traceparentOf(event.traceId, event.id) }),
    data: event.payload,
  };
}

/** Messages with one ordering key are delivered in order: those of one subject, whatever the version of their contract. */
export function orderingKeyOf({ source, subject }: Envelope): string {
  return orderingKey(source.replace(/\.v[0-9]+$/, ''), subject);
}

/** The same, of a module whose service this is in every version. */
export function orderingKey(module: string, subject: string): string {
  return `${module}/${subject}`;
}

/** The trace id of the work that led to the event, 32 hex digits. */
export function traceIdOf({ traceparent }: Envelope): string | undefined {
  return traceparent?.split('-')[1];
}

/** The event stands for the span that sent it, so its own id names the span: the random half of a UUIDv7. */
function traceparentOf(traceId: string, messageId: string): string {
  return `00-${traceId}-${messageId.replaceAll('-', '').slice(16)}-01`;
}
