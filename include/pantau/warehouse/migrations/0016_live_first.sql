-- Two lanes on every host: what is live goes before what is past, and the past may have a rate of its own.
ALTER TABLE landing.hosts
  ADD COLUMN next_past_at timestamptz NOT NULL DEFAULT '-infinity',  -- earliest next start of a request for a past day
  ADD COLUMN live_until timestamptz NOT NULL DEFAULT '-infinity';    -- live requests wait: until then none for a past day starts
