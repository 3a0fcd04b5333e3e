-- Nobody asks for the events of one record: its history is in the audit trail, and what
-- is to be forgotten is looked for in all events. It is one index less to write with each.
drop index system_event_record_idx;
