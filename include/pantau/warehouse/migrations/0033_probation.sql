-- Sources that nobody could visit: what each answered when Pantau asked it, and whether it is polled by now.
CREATE TABLE landing.probation (
  source_url   text PRIMARY KEY,
  outlet       text NOT NULL,
  state        text NOT NULL CHECK (state IN ('waiting', 'proven', 'demoted')),
  good         integer NOT NULL,
  failures     double precision NOT NULL,
  tries        integer NOT NULL,
  next_try_at  timestamptz NOT NULL,
  last_try_at  timestamptz,
  last_good_at timestamptz,
  proven_at    timestamptz,
  result       text NOT NULL,
  message      text NOT NULL,
  items        integer NOT NULL,
  dated        integer NOT NULL,
  titles       text[] NOT NULL,
  lag_s        double precision,
  moved_to     text NOT NULL
);
CREATE INDEX probation_next ON landing.probation (next_try_at);
COMMENT ON TABLE landing.probation IS 'sources that are unproven in seeds/: what they answered, and which are polled because they proved themselves';
COMMENT ON COLUMN landing.probation.source_url IS 'the address in seeds/feeds.csv';
COMMENT ON COLUMN landing.probation.outlet IS 'the outlet';
COMMENT ON COLUMN landing.probation.state IS 'waiting: tried once a day; proven: polled like an enabled feed; demoted: failed again and again, tried once a month';
COMMENT ON COLUMN landing.probation.good IS 'good answers since the last failure, six hours or more apart; two prove a source';
COMMENT ON COLUMN landing.probation.failures IS 'weighted failures since the last good answer; five demote a source';
COMMENT ON COLUMN landing.probation.tries IS 'how often it was asked';
COMMENT ON COLUMN landing.probation.next_try_at IS 'when it is asked next';
COMMENT ON COLUMN landing.probation.last_try_at IS 'when it was asked last';
COMMENT ON COLUMN landing.probation.last_good_at IS 'when an answer counted as good last';
COMMENT ON COLUMN landing.probation.proven_at IS 'since when it is proven';
COMMENT ON COLUMN landing.probation.result IS 'how the last try ended: good, or the kind of the failure';
COMMENT ON COLUMN landing.probation.message IS 'what was wrong, in words';
COMMENT ON COLUMN landing.probation.items IS 'articles the last answer announced';
COMMENT ON COLUMN landing.probation.dated IS 'how many of them had a time';
COMMENT ON COLUMN landing.probation.titles IS 'up to three of their titles';
COMMENT ON COLUMN landing.probation.lag_s IS 'seconds from the time of the newest article to the try';
COMMENT ON COLUMN landing.probation.moved_to IS 'the address a redirect led to; empty where it answered itself';
ALTER TABLE feeds ADD COLUMN unproven boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN feeds.unproven IS 'nobody has seen the feed work yet: it is tried once a day and polled when it has proved itself';
CREATE VIEW source_trials AS
SELECT source_url, outlet, state, good, failures, tries, next_try_at, last_try_at, last_good_at, proven_at, result, message,
       items, dated, titles, lag_s, moved_to
FROM landing.probation;
COMMENT ON VIEW source_trials IS 'how far every unproven source has come: what it answered last, and whether it is polled by now';
COMMENT ON COLUMN source_trials.source_url IS 'the address in seeds/feeds.csv';
COMMENT ON COLUMN source_trials.outlet IS 'the outlet';
COMMENT ON COLUMN source_trials.state IS 'waiting: tried once a day; proven: polled like an enabled feed; demoted: failed again and again, tried once a month';
COMMENT ON COLUMN source_trials.good IS 'good answers since the last failure, six hours or more apart; two prove a source';
COMMENT ON COLUMN source_trials.failures IS 'weighted failures since the last good answer; five demote a source';
COMMENT ON COLUMN source_trials.tries IS 'how often it was asked';
COMMENT ON COLUMN source_trials.next_try_at IS 'when it is asked next';
COMMENT ON COLUMN source_trials.last_try_at IS 'when it was asked last';
COMMENT ON COLUMN source_trials.last_good_at IS 'when an answer counted as good last';
COMMENT ON COLUMN source_trials.proven_at IS 'since when it is proven';
COMMENT ON COLUMN source_trials.result IS 'how the last try ended: good, or the kind of the failure';
COMMENT ON COLUMN source_trials.message IS 'what was wrong, in words';
COMMENT ON COLUMN source_trials.items IS 'articles the last answer announced';
COMMENT ON COLUMN source_trials.dated IS 'how many of them had a time';
COMMENT ON COLUMN source_trials.titles IS 'up to three of their titles';
COMMENT ON COLUMN source_trials.lag_s IS 'seconds from the time of the newest article to the try';
COMMENT ON COLUMN source_trials.moved_to IS 'the address a redirect led to; empty where it answered itself';
