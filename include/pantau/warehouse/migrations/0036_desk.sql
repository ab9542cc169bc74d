-- What people ask for on the pages, and the state of hosts for the page of an outlet.
CREATE TABLE desk_orders (
  run_id     text PRIMARY KEY,
  kind       text NOT NULL,
  what       jsonb NOT NULL,
  who        text NOT NULL CHECK (who <> ''),
  why        text NOT NULL,
  carried_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX desk_orders_kind ON desk_orders (kind, carried_at);
COMMENT ON TABLE desk_orders IS 'everything people asked for on the pages and a worker carried out; nothing is ever deleted here';
COMMENT ON COLUMN desk_orders.run_id IS 'the run of the DAG desk_order that carried it out';
COMMENT ON COLUMN desk_orders.kind IS 'what was asked for: again (a day is worked again)';
COMMENT ON COLUMN desk_orders.what IS 'its parts, for example the day and the outlet it was asked for at';
COMMENT ON COLUMN desk_orders.who IS 'login in Airflow';
COMMENT ON COLUMN desk_orders.why IS 'the reason given; empty when none is asked for';
COMMENT ON COLUMN desk_orders.carried_at IS 'when it was carried out';

CREATE VIEW host_states AS
SELECT host, robots_status AS status, nullif(cooldown_until, '-infinity') AS rests_until, cooldown_reason AS rests_after FROM landing.hosts;
COMMENT ON VIEW host_states IS 'how each host answers: its robots.txt, and whether it is left alone for a while';
COMMENT ON COLUMN host_states.host IS 'name of the host';
COMMENT ON COLUMN host_states.status IS 'status its robots.txt gave; 0: it could not be read, null: it was never asked for';
COMMENT ON COLUMN host_states.rests_until IS 'no request starts before; null when it never rested';
COMMENT ON COLUMN host_states.rests_after IS 'the kind of failure it rests after';
