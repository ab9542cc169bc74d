-- What was learnt of a host's pace: its gap grows while it answers slowly or fails, and shrinks again slowly.
ALTER TABLE landing.hosts
  ADD COLUMN gap_s double precision NOT NULL DEFAULT 0,
  ADD COLUMN answer_s double precision;
COMMENT ON COLUMN landing.hosts.gap_s IS 'Learnt seconds between two starts; 0 while the shortest gap is enough.';
COMMENT ON COLUMN landing.hosts.answer_s IS 'Mean seconds of its last answers; null while nothing is learnt of it.';
CREATE OR REPLACE VIEW host_states AS
SELECT host, robots_status AS status, nullif(cooldown_until, '-infinity') AS rests_until, cooldown_reason AS rests_after,
       nullif(gap_s, 0) AS gap_s, answer_s
FROM landing.hosts;
COMMENT ON COLUMN host_states.gap_s IS 'seconds between two requests that were learnt, because it answers slowly or fails; null: the shortest';
COMMENT ON COLUMN host_states.answer_s IS 'mean seconds of its last answers; null while nothing is learnt of it';
