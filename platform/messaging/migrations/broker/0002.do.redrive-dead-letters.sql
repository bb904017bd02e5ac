-- When an operator had the message delivered once more, who that was, and why. Null again when it failed again.
alter table dead_letters
  add column redriven_at timestamptz,
  add column redriven_by text,
  add column redriven_because text;

create index dead_letters_waiting on dead_letters (consumer, id) where redriven_at is null;
