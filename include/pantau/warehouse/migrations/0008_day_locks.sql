-- Which run has a day between extract and report; a run that is gone leaves its row, and the next one takes it over.
CREATE TABLE landing.day_locks (
  day         date PRIMARY KEY,
  run         text NOT NULL,
  quiet_since timestamptz NOT NULL DEFAULT now(),
  patience_s  double precision NOT NULL
);
COMMENT ON TABLE landing.day_locks IS 'the run that works a day between extract and report';
COMMENT ON COLUMN landing.day_locks.day IS 'the WIB day';
COMMENT ON COLUMN landing.day_locks.run IS 'name of the run';
COMMENT ON COLUMN landing.day_locks.quiet_since IS 'when the last stage of the run began or ended';
COMMENT ON COLUMN landing.day_locks.patience_s IS 'how many seconds the run may be between two stages before it counts as gone';
