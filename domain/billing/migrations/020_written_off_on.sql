-- The day on which the rest of an invoice was given up, for statements. For those
-- that were before, the day of their last change is the nearest that is known.
alter table billing_invoice add column written_off_on date;
update billing_invoice set written_off_on = updated_at::date where written_off > 0;
