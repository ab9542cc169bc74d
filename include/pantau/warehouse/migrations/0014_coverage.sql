-- What each outlet's own archive lists of a day against what is there. A view: a listing is read when it is read, so its figures
-- are no function of what was landed, and belong in no table of a day.
CREATE VIEW coverage_days AS
SELECT day, outlet, coalesce(max(listing), 'not_asked') AS listing, max(read_at) AS read_at,
       sum(expected)::integer AS expected, sum(found)::integer AS found, sum(loaded)::integer AS loaded,
       (sum(expected) - sum(found))::integer AS gap, sum(blocked)::integer AS blocked,
       sum(known)::integer AS known, sum(articles)::integer AS articles
FROM (
  SELECT e.day, e.outlet, NULL AS listing, NULL::timestamptz AS read_at,
         (e.source = 'archive')::integer AS expected, (e.source = 'archive' AND has.page)::integer AS found,
         (e.source = 'archive' AND is_in.warehouse)::integer AS loaded,
         (e.source = 'archive' AND e.state = 'blocked')::integer AS blocked,
         1 AS known, is_in.warehouse::integer AS articles
  FROM landing.entries e LEFT JOIN entry_outcomes o USING (url_key),
  LATERAL (SELECT EXISTS (SELECT FROM landing.pages p WHERE p.url_key = e.url_key AND p.status = 200) AS page) has,
  LATERAL (SELECT coalesce(o.outcome IN ('loaded', 'duplicate'), false) AS warehouse) is_in
  UNION ALL
  SELECT day, outlet, result, read_at, 0, 0, 0, 0, 0, 0 FROM landing.archive_reads
) one
GROUP BY day, outlet;
COMMENT ON VIEW coverage_days IS 'Per outlet and day: what its own archive lists, and how much of that is here.';
COMMENT ON COLUMN coverage_days.day IS 'WIB day.';
COMMENT ON COLUMN coverage_days.outlet IS 'Publisher.';
COMMENT ON COLUMN coverage_days.listing IS 'How the last reading of its archive ended: ok and empty are whole, partial and cut_off are not, else a failure; not_asked: never read.';
COMMENT ON COLUMN coverage_days.read_at IS 'When the archive was read last.';
COMMENT ON COLUMN coverage_days.expected IS 'Addresses its archive lists for the day.';
COMMENT ON COLUMN coverage_days.found IS 'Those of them whose page is landed.';
COMMENT ON COLUMN coverage_days.loaded IS 'Those of them in the warehouse, as article or copy.';
COMMENT ON COLUMN coverage_days.gap IS 'Expected less found.';
COMMENT ON COLUMN coverage_days.blocked IS 'Those of the gap that robots.txt asks us not to fetch.';
COMMENT ON COLUMN coverage_days.known IS 'All addresses of the day, those only feeds announced included.';
COMMENT ON COLUMN coverage_days.articles IS 'All articles and copies of the day in the warehouse.';

CREATE TABLE landing.audits (
  audit_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  audited_at timestamptz NOT NULL DEFAULT now(),
  seed       integer NOT NULL,
  first_day  date NOT NULL,
  last_day   date NOT NULL,
  sampled    integer NOT NULL,
  listed     integer NOT NULL,
  found      integer NOT NULL,
  recall     double precision,
  low        double precision,
  high       double precision,
  refilled   integer NOT NULL
);
COMMENT ON TABLE landing.audits IS 'how much of what archives list the warehouse had, measured on samples of outlet-days';
COMMENT ON COLUMN landing.audits.audit_id IS 'number of the audit';
COMMENT ON COLUMN landing.audits.audited_at IS 'when';
COMMENT ON COLUMN landing.audits.seed IS 'seed the sample was drawn with';
COMMENT ON COLUMN landing.audits.first_day IS 'first WIB day the sample could be of';
COMMENT ON COLUMN landing.audits.last_day IS 'last WIB day the sample could be of';
COMMENT ON COLUMN landing.audits.sampled IS 'outlet-days listed anew and whole';
COMMENT ON COLUMN landing.audits.listed IS 'addresses their archives list';
COMMENT ON COLUMN landing.audits.found IS 'those of them the warehouse had an end for other than pending, failed or blocked';
COMMENT ON COLUMN landing.audits.recall IS 'found / listed; null when nothing was listed';
COMMENT ON COLUMN landing.audits.low IS 'lower end of the 95 % Wilson interval of recall';
COMMENT ON COLUMN landing.audits.high IS 'upper end of the 95 % Wilson interval of recall';
COMMENT ON COLUMN landing.audits.refilled IS 'addresses put in the queue because they were missing';

CREATE TABLE landing.audit_days (
  audit_id bigint NOT NULL REFERENCES landing.audits ON DELETE CASCADE,
  outlet   text NOT NULL,
  day      date NOT NULL,
  result   text NOT NULL,
  listed   integer NOT NULL,
  found    integer NOT NULL,
  refilled integer NOT NULL,
  PRIMARY KEY (audit_id, outlet, day)
);
COMMENT ON TABLE landing.audit_days IS 'the outlet-days of an audit';
COMMENT ON COLUMN landing.audit_days.audit_id IS 'number of the audit';
COMMENT ON COLUMN landing.audit_days.outlet IS 'publisher';
COMMENT ON COLUMN landing.audit_days.day IS 'the WIB day';
COMMENT ON COLUMN landing.audit_days.result IS 'how listing it anew ended: ok and empty count, anything else does not';
COMMENT ON COLUMN landing.audit_days.listed IS 'addresses its archive lists';
COMMENT ON COLUMN landing.audit_days.found IS 'those the warehouse had an end for other than pending, failed or blocked';
COMMENT ON COLUMN landing.audit_days.refilled IS 'those put in the queue because they were missing';
