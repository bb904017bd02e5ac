alter table sagas add column wake_at timestamptz;

-- Only those that sleep: a host looks here for what is due.
create index sagas_asleep on sagas (wake_at) where wake_at is not null;

-- Only those that wait for a person: they are counted with every scrape of metrics.
create index sagas_parked on sagas (saga_id) where status = 'parked';
