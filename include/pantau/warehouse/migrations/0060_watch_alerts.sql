-- What a watchlist sends an alert for, and what was sent: nothing is sent twice, also when a day is loaded again.
ALTER TABLE watchlists
  ADD COLUMN alert text NOT NULL DEFAULT 'off' CHECK (alert ~ '^[a-z]+$'),
  ADD COLUMN alert_factor double precision NOT NULL DEFAULT 2 CHECK (alert_factor BETWEEN 1 AND 100),
  ADD COLUMN alert_since timestamptz NOT NULL DEFAULT now();
COMMENT ON COLUMN watchlists.alert IS 'off; unusual: a day has more articles than usual; main: each new main mention; daily: a digest at six';
COMMENT ON COLUMN watchlists.alert_factor IS 'for unusual: so many times the mean of the 28 days before';
COMMENT ON COLUMN watchlists.alert_since IS 'when alert was last changed: articles fetched earlier are not news';

CREATE TABLE watchlist_alerts (
  watchlist text NOT NULL,
  kind      text NOT NULL,
  subject   text NOT NULL,
  day       date NOT NULL,
  title     text NOT NULL,
  sent_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (watchlist, kind, subject)
);
CREATE INDEX watchlist_alerts_sent ON watchlist_alerts (watchlist, sent_at);
COMMENT ON TABLE watchlist_alerts IS 'alerts of watchlists that were sent; nothing is ever deleted here';
COMMENT ON COLUMN watchlist_alerts.watchlist IS 'the watchlist; it may be gone';
COMMENT ON COLUMN watchlist_alerts.kind IS 'unusual, main or daily';
COMMENT ON COLUMN watchlist_alerts.subject IS 'the day, for unusual and daily; the article, for main';
COMMENT ON COLUMN watchlist_alerts.day IS 'the WIB day that it is about';
COMMENT ON COLUMN watchlist_alerts.title IS 'title of the message';
COMMENT ON COLUMN watchlist_alerts.sent_at IS 'when a target took it';
