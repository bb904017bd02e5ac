create table payments (
  payment_id uuid primary key,
  status text not null
    check (status in ('authorised', 'declined', 'captured', 'voided', 'refunded', 'partially_refunded')),
  method text not null,
  currency text not null,
  authorised_minor bigint not null,
  captured_minor bigint not null,
  refunded_minor bigint not null,
  decline_code text not null,
  refunds jsonb not null check (jsonb_typeof(refunds) = 'array'),
  provider_version int not null check (provider_version > 0),
  version int not null,
  check (0 <= refunded_minor and refunded_minor <= captured_minor and captured_minor <= authorised_minor),
  check (captured_minor = 0 or status in ('captured', 'refunded', 'partially_refunded')),
  check (decline_code = '' or status = 'declined')
) with (fillfactor = 60);

-- The ledger of the sandbox provider, which stands for a system outside: only the sandbox reads and writes it.
create table sandbox_charges (
  payment_id uuid primary key,
  status text not null
    check (status in ('authorised', 'declined', 'captured', 'voided', 'refunded', 'partially_refunded')),
  method text not null,
  currency text not null,
  authorised_minor bigint not null,
  captured_minor bigint not null,
  refunded_minor bigint not null,
  decline_code text not null,
  refunds jsonb not null check (jsonb_typeof(refunds) = 'array'),
  version int not null,
  check (0 <= refunded_minor and refunded_minor <= captured_minor and captured_minor <= authorised_minor)
) with (fillfactor = 60);
