-- Feeds whose times say GMT and are local time: what the catalogue says of them, and what polling found.
ALTER TABLE landing.feeds ADD COLUMN ahead_hours integer NOT NULL DEFAULT 0;
ALTER TABLE landing.feeds ADD COLUMN ahead_polls integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN landing.feeds.ahead_hours IS 'Hours by which the newest times lay in the future, where that is what local time is ahead of GMT; else 0.';
COMMENT ON COLUMN landing.feeds.ahead_polls IS 'Polls with news in a row that showed so.';
ALTER TABLE feeds ADD COLUMN clock text NOT NULL DEFAULT '';
COMMENT ON COLUMN feeds.clock IS 'local where times that say GMT are local time; else empty.';

CREATE OR REPLACE VIEW feed_polls AS
SELECT feed_url, outlet, last_result, last_message, last_new, last_seen, failures, polls, last_poll_at, last_ok_at, next_poll_at,
       ahead_hours, ahead_polls
FROM landing.feeds;
COMMENT ON COLUMN feed_polls.ahead_hours IS 'hours by which its times that say GMT lay in the future, where they seem to be local time; else 0';
COMMENT ON COLUMN feed_polls.ahead_polls IS 'polls with news in a row that showed so';
