-- The ledger as people read it: the newest first, of all SKUs or of one.
create index movements_by_time on movements (at, adjustment_id);
drop index movements_by_sku;
create index movements_by_sku on movements (sku, at, adjustment_id);

-- What has become of the units of a flash sale. Ordinary holds are not in it.
create index holds_by_set_aside on holds (drawn_from) where drawn_from <> '';
