-- Operators ask for the few that failed, or wait for a person, among any number that were completed.
create index checkouts_failed on checkouts (order_id) where status in ('compensated', 'parked');
