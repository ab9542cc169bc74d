-- A run pins the versions of all stages when it begins, so that code or seeds that change while it works are noticed.
ALTER TABLE landing.day_locks ADD COLUMN versions jsonb;
COMMENT ON COLUMN landing.day_locks.versions IS 'version of each stage when the run began; null until its first stage';
