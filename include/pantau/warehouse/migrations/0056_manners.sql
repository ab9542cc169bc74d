-- What an outlet asked for: a longer gap between requests, and fewer of them at once.
ALTER TABLE outlets
  ADD COLUMN gap_s double precision NOT NULL DEFAULT 0,
  ADD COLUMN at_once integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN outlets.gap_s IS 'Least seconds between two requests to its hosts, 5 to 60; 0: as the settings say.';
COMMENT ON COLUMN outlets.at_once IS 'Most requests to one of its hosts at once, 1 or 2; 0: as the settings say.';
