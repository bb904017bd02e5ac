-- Text keys compare by code unit ("C"): the order of locks and pages is the same on every machine.

create table owners (
  customer_id text collate "C" not null,
  currency text collate "C" not null,
  wallet_id uuid not null unique,
  version int not null,
  primary key (customer_id, currency)
);

create table movements (
  movement_id text collate "C" primary key,
  wallet_id uuid not null,
  answer jsonb not null,
  version int not null check (version = 1)
);

create table credits (
  credit_id uuid primary key,
  wallet_id text collate "C" not null,
  customer_id text not null,
  currency text not null,
  amount_minor bigint not null check (amount_minor > 0 or wallet_id = ''),
  status text not null check (status = 'returned' or (status = 'taken' and wallet_id <> '')),
  version int not null
) with (fillfactor = 80);

create index credits_by_wallet on credits (wallet_id) where status = 'taken';
