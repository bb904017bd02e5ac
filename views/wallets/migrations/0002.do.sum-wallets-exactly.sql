-- What all wallets hold together has no bound: whole numbers of any size, as text. The view is built anew with them.
alter table wallet_totals
  alter column balance_minor type text,
  alter column credited_minor type text,
  alter column debited_minor type text;
