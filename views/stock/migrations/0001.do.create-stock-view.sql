create table stock_view (
  generation int not null,
  sku text collate "C" not null,
  warehouse text collate "C" not null,
  on_hand bigint not null,
  reserved bigint not null,
  available bigint not null,
  version int not null,
  primary key (generation, sku, warehouse)
) with (fillfactor = 50);
