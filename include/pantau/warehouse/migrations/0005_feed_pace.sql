-- What polling has learnt about how fast a feed turns over.
ALTER TABLE landing.feeds ADD COLUMN safe_s double precision;
COMMENT ON COLUMN landing.feeds.safe_s IS 'longest wait in seconds in which nothing rolls out of the feed unseen; empty while not known';
