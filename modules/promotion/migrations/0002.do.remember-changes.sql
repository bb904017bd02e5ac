-- What a change of terms was answered with, by the id that its caller chose: a repeated one is answered so again.
create table coupon_changes (
  change_id text collate "C" primary key,
  code text collate "C" not null,
  answer jsonb not null,
  version int not null check (version = 1)
);
