-- Payments from before their events were kept for the views are told of now, at the end of the log, in the order in which
-- they went. A payment whose authorisation or refusal is in the log is left alone, so a second run tells nothing. Of one
-- of which the log has only the rest, refunds that it has are left out, because views add them up. A payment that was let
-- go before it was asked for, which has no currency, tells nothing. When it happened is not known; no view shows it.
lock table payments in share row exclusive mode;

create temporary table told on commit drop as
  select event ->> 0 as type, (event ->> 1)::uuid as payment_id, event -> 3 ->> 'refundId' as refund_id
  from view_feed, jsonb_array_elements(events::jsonb) event
  where event ->> 0 in (
    'payment.v1.PaymentAuthorised', 'payment.v1.PaymentDeclined', 'payment.v1.PaymentRefunded'
  );

create index on told (payment_id);
analyze told;

insert into view_feed (record_id, events)
with untold as (
  select
    payments.*,
    (extract(epoch from now()) * 1000)::int8 as told_at_ms,
    (row_number() over (order by payment_id) - 1) / 32 as record
  from payments
  where currency <> '' and not exists (
    select from told where told.payment_id = payments.payment_id and type <> 'payment.v1.PaymentRefunded'
  )
), line as (
  select
    payment_id,
    record,
    case when status = 'declined'
      then jsonb_build_array(
        'payment.v1.PaymentDeclined', payment_id, told_at_ms,
        jsonb_build_object('paymentId', payment_id, 'code', decline_code)
      )
      else jsonb_build_array(
        'payment.v1.PaymentAuthorised', payment_id, told_at_ms,
        jsonb_build_object('paymentId', payment_id, 'amountMinor', authorised_minor, 'currency', currency)
      )
    end as begun,
    case
      when status = 'voided' then jsonb_build_array(
        'payment.v1.PaymentVoided', payment_id, told_at_ms, jsonb_build_object('paymentId', payment_id)
      )
      when status in ('captured', 'refunded', 'partially_refunded') then jsonb_build_array(
        'payment.v1.PaymentCaptured', payment_id, told_at_ms,
        jsonb_build_object('paymentId', payment_id, 'amountMinor', captured_minor, 'currency', currency)
      )
    end as taken,
    (
      select string_agg(
        jsonb_build_array(
          'payment.v1.PaymentRefunded', payment_id, told_at_ms,
          refund.value || jsonb_build_object('paymentId', payment_id, 'currency', currency)
        )::text, ',' order by refund.ordinality
      )
      from jsonb_array_elements(refunds) with ordinality refund
      where not exists (
        select from told where told.payment_id = untold.payment_id and refund_id = refund.value ->> 'refundId'
      )
    ) as refunded
  from untold
)
select
  gen_random_uuid(),
  '[' || string_agg(concat_ws(',', begun::text, taken::text, refunded), ',' order by payment_id) || ']'
from line
group by record
order by record;

drop table told;
