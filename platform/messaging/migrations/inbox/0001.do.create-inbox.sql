-- A mark per consumer and message, written in the transaction of the effect.
create table inbox (
  consumer text not null,
  message_id uuid not null,
  at timestamptz not null,
  version int4 not null,
  primary key (consumer, message_id)
) with (autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
