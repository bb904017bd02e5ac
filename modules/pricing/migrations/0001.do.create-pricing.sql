create table prices (
  price_list text collate "C" not null,
  product_id text collate "C" not null check (char_length(product_id) between 1 and 200),
  currency text not null check (char_length(currency) = 3),
  amount_minor bigint not null check (amount_minor > 0),
  open boolean not null,
  version int not null check (version > 0),
  primary key (price_list, product_id)
) with (fillfactor = 70);
