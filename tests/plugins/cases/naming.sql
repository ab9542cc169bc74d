-- Two persons, a body and a place with hostile names, in articles of two outlets of one group, on two days.
INSERT INTO outlets VALUES ('ramai', 'Ramai <b>', 'Grup <i>', '', 'id', 'WIB', 'national', '{}', '', ''),
  ('sepi', 'Sepi', 'Grup <i>', '', 'id', 'WIB', 'national', '{}', '', '');
INSERT INTO loads (day, run_id, code, counts) VALUES ('2026-11-20', 'uji', 'v', '{}'), ('2026-11-19', 'uji', 'v', '{}');
INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text, text_digest, words, authors,
  section, language, published_at, time_source, time_flag, dateline_place, wire_source, description, method, digest, fetched_at, removed,
  about_province, copy_of, copy_kind)
SELECT article_id, day::date, outlet, '', article_id, '', '', title, 'Teks.', '', 1, '{}', '', 'id', (day || ' 03:00+00')::timestamptz,
  '', '', '', '', '', 'rule', '', now(), '{}', about, copy_of, CASE WHEN copy_of IS NULL THEN NULL ELSE 'same_text' END
FROM (VALUES
  ('a1', '2026-11-20', 'ramai', 'Beras naik <script>alert(1)</script>', '31', NULL),
  ('a2', '2026-11-20', 'sepi', 'Beras turun lagi', '33', NULL),
  ('a3', '2026-11-19', 'sepi', 'Rapat panjang', '', NULL),
  ('a4', '2026-11-20', 'sepi', 'Beras turun lagi', '33', 'a2')) AS given (article_id, day, outlet, title, about, copy_of);
INSERT INTO entities VALUES ('person:ani@camat-bulu', 'person', 'person', 'Ani <svg onload=alert(2)>', false),
  ('person:budi', 'person', 'person', 'Budi 100%', true), ('organisation:bulog', 'organisation', 'body', 'Bulog', true),
  ('place:31', 'place', 'province', 'DKI Jakarta', true);
INSERT INTO mentions
SELECT article, entity, split_part(entity, ':', 1), e.kind, e.name, said, 0.9, about, e.registered, '{0}', '{3}', 'v'
FROM (VALUES
  ('a1', 'person:ani@camat-bulu', 'Camat Bulu <b>', true), ('a2', 'person:ani@camat-bulu', 'Camat Bulu <b>', false),
  ('a3', 'person:ani@camat-bulu', '', false), ('a4', 'person:ani@camat-bulu', '', false), ('a1', 'person:budi', '', false),
  ('a1', 'organisation:bulog', '', true), ('a1', 'place:31', '', false)) AS given (article, entity, said, about)
JOIN entities e ON e.entity_id = given.entity;
INSERT INTO quotes VALUES
  ('a1', 0, 4, 'person:ani@camat-bulu', 'Ani', 'Camat Bulu <b>', 'kata', 'Beras <img src=x onerror=alert(3)> cukup', true, 'v'),
  ('a3', 0, 4, 'person:ani@camat-bulu', 'Ani', '', 'ujar', 'Rapat selesai', false, 'v'),
  ('a4', 0, 4, 'person:ani@camat-bulu', 'Ani', '', 'ujar', 'Salinan', false, 'v'),
  ('a1', 9, 12, 'person:budi', 'Budi', '', 'kata', 'Harga wajar', true, 'v');
