-- +goose Up
-- What clients are asked to pay. The check holds the balance of what is posted,
-- whatever the code does.
create table billing_invoice (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('draft', 'posted', 'cancelled')),
  number text not null default '',
  client uuid not null,
  origin_entity text not null default '',
  origin uuid,
  reference text not null default '',
  issued date,
  terms bigint,
  due date,
  currency text not null,
  discount numeric not null default 0,
  freight numeric not null default 0,
  freight_tax_percent numeric not null default 0,
  rounding numeric not null default 0,
  note text not null default '',
  net numeric not null default 0,
  tax numeric not null default 0,
  total numeric not null default 0,
  paid numeric not null default 0,
  credited numeric not null default 0,
  written_off numeric not null default 0,
  open numeric not null default 0,
  payment_state text not null default 'not_paid' check (payment_state in ('not_paid', 'partial', 'paid', 'reversed', 'written_off')),
  reminder_level bigint not null default 0,
  reminded_on date,
  write_off_reason text not null default '',
  search text generated always as (lower(coalesce(number, '') || ' ' || coalesce(reference, ''))) stored,
  primary key (tenant_id, id),
  check ((issued is null) = (number = '')),
  constraint billing_invoice_balance_check check (issued is null or (status = 'posted' and open >= 0 and paid >= 0 and credited >= 0
    and written_off >= 0 and open = total - paid - credited - written_off)),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, client) references crm_client (tenant_id, id)
);
create index billing_invoice_site_idx on billing_invoice (tenant_id, site, id);
create index billing_invoice_owner_idx on billing_invoice (tenant_id, owner, id);
create index billing_invoice_department_idx on billing_invoice (tenant_id, department, id);
create index billing_invoice_number_idx on billing_invoice (tenant_id, number, id);
create index billing_invoice_client_idx on billing_invoice (tenant_id, client, id);
create index billing_invoice_origin_idx on billing_invoice (tenant_id, origin, id);
create index billing_invoice_issued_idx on billing_invoice (tenant_id, issued, id);
create index billing_invoice_due_idx on billing_invoice (tenant_id, due, id);
create index billing_invoice_total_idx on billing_invoice (tenant_id, total, id);
create index billing_invoice_open_idx on billing_invoice (tenant_id, open, id);
create index billing_invoice_payment_state_idx on billing_invoice (tenant_id, payment_state, id);
create index billing_invoice_reminder_level_idx on billing_invoice (tenant_id, reminder_level, id);
create index billing_invoice_status_idx on billing_invoice (tenant_id, status, id);
create unique index billing_invoice_number_key on billing_invoice (tenant_id, site, number) where number <> '';
-- What is owed, for credit limits and reminders.
create index billing_invoice_owed_idx on billing_invoice (tenant_id, client) where status = 'posted' and open > 0;
create index billing_invoice_overdue_idx on billing_invoice (tenant_id, due, id) where status = 'posted' and open > 0;
call tenant_table('billing_invoice');
call tenant_search('billing_invoice');

create table billing_invoice_line (
  tenant_id uuid not null,
  id uuid not null,
  invoice uuid not null,
  position bigint not null,
  product uuid,
  name text not null default '',
  quantity numeric not null check (quantity > 0),
  unit text not null default '',
  price numeric not null default 0,
  discount numeric not null default 0,
  tax_percent numeric not null default 0,
  net numeric not null default 0,
  tax numeric not null default 0,
  gross numeric not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, invoice) references billing_invoice (tenant_id, id) on delete cascade,
  foreign key (tenant_id, product) references catalog_product (tenant_id, id)
);
create index billing_invoice_line_invoice_idx on billing_invoice_line (tenant_id, invoice, position);
call tenant_table('billing_invoice_line');

create table billing_credit_note (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  status text not null check (status in ('draft', 'posted', 'cancelled')),
  number text not null default '',
  invoice uuid not null,
  client uuid,
  origin_entity text not null default '',
  origin uuid,
  reason text not null default '',
  issued date,
  currency text not null,
  freight numeric not null default 0,
  freight_tax numeric not null default 0,
  rounding numeric not null default 0,
  net numeric not null default 0,
  tax numeric not null default 0,
  total numeric not null default 0,
  search text generated always as (lower(coalesce(number, '') || ' ' || coalesce(reason, ''))) stored,
  primary key (tenant_id, id),
  check ((issued is null) = (number = '')),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, invoice) references billing_invoice (tenant_id, id),
  foreign key (tenant_id, client) references crm_client (tenant_id, id)
);
create index billing_credit_note_site_idx on billing_credit_note (tenant_id, site, id);
create index billing_credit_note_owner_idx on billing_credit_note (tenant_id, owner, id);
create index billing_credit_note_department_idx on billing_credit_note (tenant_id, department, id);
create index billing_credit_note_number_idx on billing_credit_note (tenant_id, number, id);
create index billing_credit_note_invoice_idx on billing_credit_note (tenant_id, invoice, id);
create index billing_credit_note_client_idx on billing_credit_note (tenant_id, client, id);
create index billing_credit_note_origin_idx on billing_credit_note (tenant_id, origin, id);
create index billing_credit_note_issued_idx on billing_credit_note (tenant_id, issued, id);
create index billing_credit_note_total_idx on billing_credit_note (tenant_id, total, id);
create index billing_credit_note_status_idx on billing_credit_note (tenant_id, status, id);
create unique index billing_credit_note_number_key on billing_credit_note (tenant_id, site, number) where number <> '';
call tenant_table('billing_credit_note');
call tenant_search('billing_credit_note');

create table billing_credit_note_line (
  tenant_id uuid not null,
  id uuid not null,
  credit_note uuid not null,
  position bigint not null,
  invoice_line uuid not null,
  quantity numeric not null check (quantity > 0),
  product uuid,
  name text not null default '',
  unit text not null default '',
  price numeric not null default 0,
  discount numeric not null default 0,
  tax_percent numeric not null default 0,
  net numeric not null default 0,
  tax numeric not null default 0,
  gross numeric not null default 0,
  primary key (tenant_id, id),
  foreign key (tenant_id, credit_note) references billing_credit_note (tenant_id, id) on delete cascade,
  foreign key (tenant_id, invoice_line) references billing_invoice_line (tenant_id, id),
  foreign key (tenant_id, product) references catalog_product (tenant_id, id)
);
create index billing_credit_note_line_credit_note_idx on billing_credit_note_line (tenant_id, credit_note, position);
create index billing_credit_note_line_invoice_line_idx on billing_credit_note_line (tenant_id, invoice_line);
call tenant_table('billing_credit_note_line');

-- What clients pay. The check holds the sums, whatever the code does.
create table billing_payment (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  number text not null default '',
  client uuid not null,
  origin_entity text not null default '',
  origin uuid,
  amount numeric not null check (amount > 0),
  currency text not null,
  method text not null check (method in ('transfer', 'card', 'direct_debit', 'cash', 'cheque', 'manual')),
  provider text not null default '',
  token text not null default '',
  reference text not null default '',
  status text not null check (status in ('pending', 'authorized', 'captured', 'partially_refunded', 'refunded', 'failed', 'cancelled', 'unknown')),
  captured numeric not null default 0,
  refunded numeric not null default 0,
  refunding numeric not null default 0,
  allocated numeric not null default 0,
  failure_code text not null default '',
  failure_text text not null default '',
  provider_reference text not null default '',
  search text generated always as (lower(coalesce(number, '') || ' ' || coalesce(reference, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  constraint billing_payment_use_check check (refunded >= 0 and refunding >= 0 and allocated >= 0 and captured <= amount
    and refunded + refunding <= captured and refunded + allocated <= captured),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, client) references crm_client (tenant_id, id)
);
create index billing_payment_site_idx on billing_payment (tenant_id, site, id);
create index billing_payment_owner_idx on billing_payment (tenant_id, owner, id);
create index billing_payment_department_idx on billing_payment (tenant_id, department, id);
create index billing_payment_client_idx on billing_payment (tenant_id, client, id);
create index billing_payment_origin_idx on billing_payment (tenant_id, origin, id);
create index billing_payment_amount_idx on billing_payment (tenant_id, amount, id);
create index billing_payment_method_idx on billing_payment (tenant_id, method, id);
create index billing_payment_provider_idx on billing_payment (tenant_id, provider, id);
create index billing_payment_reference_idx on billing_payment (tenant_id, reference, id);
create index billing_payment_status_idx on billing_payment (tenant_id, status, id);
create index billing_payment_provider_reference_idx on billing_payment (tenant_id, provider_reference, id);
-- Money that clients may use, for credit limits and postings.
create index billing_payment_free_idx on billing_payment (tenant_id, client) where captured > refunded + allocated;
call tenant_table('billing_payment');
call tenant_search('billing_payment');

create table billing_payment_operation (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  payment uuid not null,
  kind text not null check (kind in ('charge', 'refund')),
  amount numeric not null check (amount > 0),
  currency text not null,
  outcome text not null check (outcome in ('unknown', 'succeeded', 'authorized', 'failed')),
  reference text not null default '',
  code text not null default '',
  text text not null default '',
  ended_at timestamptz,
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, payment) references billing_payment (tenant_id, id)
);
create index billing_payment_operation_site_idx on billing_payment_operation (tenant_id, site, id);
create index billing_payment_operation_owner_idx on billing_payment_operation (tenant_id, owner, id);
create index billing_payment_operation_department_idx on billing_payment_operation (tenant_id, department, id);
create index billing_payment_operation_payment_idx on billing_payment_operation (tenant_id, payment, id);
create index billing_payment_operation_kind_idx on billing_payment_operation (tenant_id, kind, id);
create index billing_payment_operation_outcome_idx on billing_payment_operation (tenant_id, outcome, id);
-- What the provider has not answered is resolved before it is asked again.
create unique index billing_payment_operation_unknown_key on billing_payment_operation (tenant_id, payment)
  where outcome = 'unknown' and kind = 'charge';
call tenant_table('billing_payment_operation');

-- Which payment has paid which invoice: the ledger behind paid and allocated.
create table billing_allocation (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  payment uuid not null,
  invoice uuid not null,
  amount numeric not null check (amount <> 0),
  currency text not null,
  reason text not null default '',
  primary key (tenant_id, id),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, payment) references billing_payment (tenant_id, id),
  foreign key (tenant_id, invoice) references billing_invoice (tenant_id, id)
);
create index billing_allocation_site_idx on billing_allocation (tenant_id, site, id);
create index billing_allocation_owner_idx on billing_allocation (tenant_id, owner, id);
create index billing_allocation_department_idx on billing_allocation (tenant_id, department, id);
create index billing_allocation_payment_idx on billing_allocation (tenant_id, payment, id);
create index billing_allocation_invoice_idx on billing_allocation (tenant_id, invoice, id);
call tenant_log('billing_allocation');

create table billing_refund (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  number text not null default '',
  payment uuid not null,
  client uuid not null,
  origin_entity text not null default '',
  origin uuid,
  amount numeric not null check (amount > 0),
  currency text not null,
  reason text not null default '',
  status text not null check (status in ('requested', 'succeeded', 'failed', 'unknown')),
  operation uuid not null,
  code text not null default '',
  text text not null default '',
  ended_at timestamptz,
  search text generated always as (lower(coalesce(number, '') || ' ' || coalesce(reason, ''))) stored,
  primary key (tenant_id, id),
  unique (tenant_id, number),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, payment) references billing_payment (tenant_id, id),
  foreign key (tenant_id, client) references crm_client (tenant_id, id),
  foreign key (tenant_id, operation) references billing_payment_operation (tenant_id, id)
);
create index billing_refund_site_idx on billing_refund (tenant_id, site, id);
create index billing_refund_owner_idx on billing_refund (tenant_id, owner, id);
create index billing_refund_department_idx on billing_refund (tenant_id, department, id);
create index billing_refund_payment_idx on billing_refund (tenant_id, payment, id);
create index billing_refund_client_idx on billing_refund (tenant_id, client, id);
create index billing_refund_origin_idx on billing_refund (tenant_id, origin, id);
create index billing_refund_status_idx on billing_refund (tenant_id, status, id);
create index billing_refund_operation_idx on billing_refund (tenant_id, operation, id);
call tenant_table('billing_refund');
call tenant_search('billing_refund');

create table billing_reminder (
  tenant_id uuid not null,
  id uuid not null,
  version bigint not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  custom jsonb not null default '{}',
  site uuid,
  owner uuid,
  department uuid,
  invoice uuid not null,
  client uuid not null,
  level bigint not null check (level > 0),
  made date not null,
  due date not null,
  open numeric not null default 0,
  currency text not null,
  primary key (tenant_id, id),
  unique (tenant_id, invoice, level),
  foreign key (tenant_id, site) references identity_site (tenant_id, id) on delete set null (site),
  foreign key (tenant_id, owner) references identity_user (tenant_id, id) on delete set null (owner),
  foreign key (tenant_id, department) references identity_department (tenant_id, id) on delete set null (department),
  foreign key (tenant_id, invoice) references billing_invoice (tenant_id, id),
  foreign key (tenant_id, client) references crm_client (tenant_id, id)
);
create index billing_reminder_site_idx on billing_reminder (tenant_id, site, id);
create index billing_reminder_owner_idx on billing_reminder (tenant_id, owner, id);
create index billing_reminder_department_idx on billing_reminder (tenant_id, department, id);
create index billing_reminder_client_idx on billing_reminder (tenant_id, client, id);
create index billing_reminder_level_idx on billing_reminder (tenant_id, level, id);
create index billing_reminder_made_idx on billing_reminder (tenant_id, made, id);
call tenant_log('billing_reminder');
