-- Operators ask for the few that were unwound among any number that were completed.
create index sagas_compensated on sagas (saga_id) where status = 'compensated';
