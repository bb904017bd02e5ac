-- Ids and SKUs compare by their bytes: pages have one order whatever the locale of the database.
create table products (
  product_id text collate "C" primary key check (char_length(product_id) between 1 and 200),
  sku text collate "C" not null check (char_length(sku) between 1 and 200),
  name text not null,
  category text not null,
  kind text not null check (kind in ('goods', 'service')),
  version int not null check (version > 0)
);

create index products_by_category on products (category, product_id);

-- The primary key of skus is what keeps two products from sharing an SKU.
create table skus (
  sku text collate "C" primary key check (char_length(sku) between 1 and 200),
  product_id text collate "C" not null unique references products deferrable initially deferred,
  version int not null check (version > 0)
);
