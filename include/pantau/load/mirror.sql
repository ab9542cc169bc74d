-- The catalogue's mirror: what is no longer in seeds/ goes, what changed is written.
DELETE FROM feeds f WHERE NOT EXISTS (SELECT FROM staged_feeds s WHERE s.feed_url = f.feed_url);
INSERT INTO outlets SELECT * FROM staged_outlets
ON CONFLICT (outlet) DO UPDATE SET (name, owner_group, province_code, language, zone, type, domains, home_url, notes, no_revisits, gap_s,
    at_once)
  = (excluded.name, excluded.owner_group, excluded.province_code, excluded.language, excluded.zone, excluded.type, excluded.domains,
     excluded.home_url, excluded.notes, excluded.no_revisits, excluded.gap_s, excluded.at_once)
  WHERE outlets IS DISTINCT FROM excluded;
INSERT INTO feeds SELECT * FROM staged_feeds
ON CONFLICT (feed_url) DO UPDATE SET (outlet, section, kind, enabled, reason, evidence, clock, unproven)
  = (excluded.outlet, excluded.section, excluded.kind, excluded.enabled, excluded.reason, excluded.evidence,
     excluded.clock, excluded.unproven)
  WHERE feeds IS DISTINCT FROM excluded;
DELETE FROM outlets o WHERE NOT EXISTS (SELECT FROM staged_outlets s WHERE s.outlet = o.outlet);
