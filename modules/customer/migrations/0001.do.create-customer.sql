create table customers (
  customer_id text collate "C" primary key check (char_length(customer_id) between 1 and 200),
  active boolean not null,
  version int not null check (version > 0)
) with (fillfactor = 70);
