-- Faults somebody was told of and that are not over: so that nobody is told twice.
CREATE TABLE open_faults (
  key       text PRIMARY KEY,
  what      text NOT NULL,
  place     text NOT NULL,
  why       text NOT NULL,
  remedy    text NOT NULL,
  opened_at timestamptz NOT NULL DEFAULT now(),
  last_at   timestamptz NOT NULL DEFAULT now(),
  times     integer NOT NULL DEFAULT 1,
  told_at   timestamptz
);
COMMENT ON TABLE open_faults IS 'faults that are not over, one row each; a row is told once however often the fault is met';
COMMENT ON COLUMN open_faults.key IS 'what makes two faults the same, parts separated by /';
COMMENT ON COLUMN open_faults.what IS 'what is wrong, in Indonesian';
COMMENT ON COLUMN open_faults.place IS 'where it was met';
COMMENT ON COLUMN open_faults.why IS 'the reason as last met';
COMMENT ON COLUMN open_faults.remedy IS 'what to do';
COMMENT ON COLUMN open_faults.opened_at IS 'when it was met first';
COMMENT ON COLUMN open_faults.last_at IS 'when it was met last';
COMMENT ON COLUMN open_faults.times IS 'how often it was met';
COMMENT ON COLUMN open_faults.told_at IS 'when a message went; NULL: nobody was told yet';
