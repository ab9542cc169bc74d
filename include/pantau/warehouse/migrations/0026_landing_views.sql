-- What pages, figures and the load may know of the landing's catalogue. The tables behind belong to the landing alone.
CREATE VIEW entry_days AS SELECT url_key, day, outlet, state FROM landing.entries;
COMMENT ON VIEW entry_days IS 'every announced address with the day it belongs to now';
COMMENT ON COLUMN entry_days.url_key IS 'the address in its one form';
COMMENT ON COLUMN entry_days.day IS 'the WIB day of the entry';
COMMENT ON COLUMN entry_days.outlet IS 'the outlet';
COMMENT ON COLUMN entry_days.state IS 'pending, landed, failed or blocked';

CREATE VIEW feed_polls AS
SELECT feed_url, outlet, last_result, last_message, last_new, last_seen, failures, polls, last_poll_at, last_ok_at, next_poll_at
FROM landing.feeds;
COMMENT ON VIEW feed_polls IS 'how the last poll of every feed ended, and when the next one is due';
COMMENT ON COLUMN feed_polls.feed_url IS 'the address of the feed';
COMMENT ON COLUMN feed_polls.outlet IS 'the outlet';
COMMENT ON COLUMN feed_polls.last_result IS 'ok, not_modified, same_body, or the kind of the failure; empty before the first poll';
COMMENT ON COLUMN feed_polls.last_message IS 'what went wrong, in words';
COMMENT ON COLUMN feed_polls.last_new IS 'entries of the last poll that were new';
COMMENT ON COLUMN feed_polls.last_seen IS 'entries of the last poll';
COMMENT ON COLUMN feed_polls.failures IS 'failures in a row';
COMMENT ON COLUMN feed_polls.polls IS 'how often the feed was polled';
COMMENT ON COLUMN feed_polls.last_poll_at IS 'when it was polled last';
COMMENT ON COLUMN feed_polls.last_ok_at IS 'when it last answered well';
COMMENT ON COLUMN feed_polls.next_poll_at IS 'when it is due next';

CREATE VIEW archive_polls AS SELECT outlet, day, read_at, result, message FROM landing.archive_reads;
COMMENT ON VIEW archive_polls IS 'how reading the archive of an outlet''s day ended last';
COMMENT ON COLUMN archive_polls.outlet IS 'the outlet';
COMMENT ON COLUMN archive_polls.day IS 'the WIB day that was listed';
COMMENT ON COLUMN archive_polls.read_at IS 'when it was read';
COMMENT ON COLUMN archive_polls.result IS 'ok, empty, or why the day could not be listed whole';
COMMENT ON COLUMN archive_polls.message IS 'what went wrong, in words';

CREATE VIEW landing_totals AS
SELECT (SELECT count(*) FROM landing.entries) AS entries,
       (SELECT count(*) FROM landing.entries WHERE state = 'pending') AS pending,
       (SELECT count(*) FROM landing.pages) AS pages,
       (SELECT count(*) FROM landing.hosts WHERE cooldown_until > now()) AS resting_hosts,
       (SELECT max(last_poll_at) FROM landing.feeds) AS last_poll_at,
       (SELECT max(fetched_at) FROM landing.pages) AS last_fetch_at;
COMMENT ON VIEW landing_totals IS 'the whole landing in one row';
COMMENT ON COLUMN landing_totals.entries IS 'announced addresses';
COMMENT ON COLUMN landing_totals.pending IS 'of them those that wait for their page';
COMMENT ON COLUMN landing_totals.pages IS 'landed pages';
COMMENT ON COLUMN landing_totals.resting_hosts IS 'hosts that are left alone for a while';
COMMENT ON COLUMN landing_totals.last_poll_at IS 'when any feed was polled last';
COMMENT ON COLUMN landing_totals.last_fetch_at IS 'when any page was fetched last';
