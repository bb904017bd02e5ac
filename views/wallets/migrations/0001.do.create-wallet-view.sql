create table wallet_view (
  generation int not null,
  wallet_id uuid not null,
  customer_id text not null,
  currency text not null,
  status text not null,
  balance_minor bigint not null,
  credited_minor bigint not null,
  debited_minor bigint not null,
  movements bigint not null,
  wallet_version int not null,
  version int not null,
  primary key (generation, wallet_id)
) with (fillfactor = 70);

create table wallet_totals (
  generation int not null,
  currency text collate "C" not null,
  wallets bigint not null,
  balance_minor bigint not null,
  credited_minor bigint not null,
  debited_minor bigint not null,
  movements bigint not null,
  version int not null,
  primary key (generation, currency)
) with (fillfactor = 50);

create table wallet_movements (
  generation int not null,
  wallet_id uuid not null,
  wallet_version int not null,
  kind text not null,
  amount_minor bigint not null,
  balance_minor bigint not null,
  reference text not null,
  reason text not null,
  at_ms bigint not null,
  version int not null,
  primary key (generation, wallet_id, wallet_version)
);
