import {
  CheckoutApprovedSchema,
  CheckoutFailedSchema,
  CheckoutRequestedSchema,
  CheckoutSettledSchema,
  CheckoutUnwoundSchema,
  CheckoutValidatedSchema,
  CompensationRefusedSchema,
  InventoryConfirmedSchema,
  InventoryReleasedSchema,
  InventoryReservationFailedSchema,
  InventoryReservedSchema,
  OrderConfirmedSchema,
  OrderFailedSchema,
  OrderPlacedSchema,
  OrderWithdrawnSchema,
  PaymentAuthorisedSchema,
  PaymentCapturedSchema,
  PaymentFailedSchema,
  PaymentVoidedSchema,
  PricingReleasedSchema,
  PricingValidatedSchema,
  PricingValidationFailedSchema,
} from '../../../contracts/gen/checkout/v1/checkout_pb.ts';
import { present } from '../../../platform/kernel/assert.ts';
import type { Envelope } from '../../../platform/messaging/envelope.ts';
import { eventType } from '../../../platform/rpc/contract.ts';

// The events of a choreographed checkout by the names that people use. On the wire, as the CloudEvents type, each has
// the name of its message: "checkout.v1.CheckoutRequested".

/** Package of the contract, which the envelopes name as their source. */
export const CHECKOUT_SOURCE = 'checkout.v1';

export const EVENTS = {
  'checkout.requested': eventType(CheckoutRequestedSchema),
  'order.placed': eventType(OrderPlacedSchema),
  'order.failed': eventType(OrderFailedSchema),
  'inventory.reserved': eventType(InventoryReservedSchema),
  'inventory.reservation.failed': eventType(InventoryReservationFailedSchema),
  'pricing.validated': eventType(PricingValidatedSchema),
  'pricing.validation.failed': eventType(PricingValidationFailedSchema),
  'checkout.validated': eventType(CheckoutValidatedSchema),
  'payment.authorised': eventType(PaymentAuthorisedSchema),
  'payment.failed': eventType(PaymentFailedSchema),
  'checkout.approved': eventType(CheckoutApprovedSchema),
  'inventory.confirmed': eventType(InventoryConfirmedSchema),
  'payment.captured': eventType(PaymentCapturedSchema),
  'checkout.settled': eventType(CheckoutSettledSchema),
  'order.confirmed': eventType(OrderConfirmedSchema),
  'checkout.failed': eventType(CheckoutFailedSchema),
  'inventory.released': eventType(InventoryReleasedSchema),
  'pricing.released': eventType(PricingReleasedSchema),
  'payment.voided': eventType(PaymentVoidedSchema),
  'compensation.refused': eventType(CompensationRefusedSchema),
  'checkout.unwound': eventType(CheckoutUnwoundSchema),
  'order.withdrawn': eventType(OrderWithdrawnSchema),
} as const;

/** The contexts of a checkout as a publisher. */
export const choreography = { service: CHECKOUT_SOURCE, events: Object.values(EVENTS) };

export type EventName = keyof typeof EVENTS;

/** What the checkout as a whole tells its contexts. */
export type Announcement = Extract<EventName, `checkout.${string}`>;
/** What a context tells the checkout. */
export type AnswerName = Exclude<EventName, Announcement>;

const NAMES = new Map(Object.entries(EVENTS).map(([name, { type }]) => [type, name as EventName]));

export function nameOf({ type }: Pick<Envelope, 'type'>): EventName {
  return present(NAMES.get(type), `checkout event of type ${type}`);
}
