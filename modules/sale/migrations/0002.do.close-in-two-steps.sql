-- A sale that is closing sells nothing more, but the orders that have its units still draw their stock.
alter table sales drop constraint sales_state_check;
alter table sales add constraint sales_state_check
  check (state in ('scheduled', 'open', 'paused', 'draining', 'closing', 'closed'));
