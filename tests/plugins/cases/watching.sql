-- One article with hostile text, of an outlet with a hostile name.
INSERT INTO outlets VALUES ('ramai', 'Ramai <b>', 'Grup <i>', '', 'id', 'WIB', 'national', '{}', '', '');
INSERT INTO loads (day, run_id, code, counts) VALUES ('2026-11-20', 'uji', 'v', '{}'), ('2026-11-19', 'uji', 'v', '{}');
INSERT INTO article_rows (article_id, day, outlet, url, url_key, canonical_url, canonical_key, title, text, text_digest, words, authors,
  section, language, published_at, time_source, time_flag, dateline_place, wire_source, description, method, digest, fetched_at, removed)
VALUES ('a1', '2026-11-20', 'ramai', '', 'a1', '', '', 'Harga beras <script>alert(2)</script>', 'Harga beras <img src=x> naik.', '', 1,
  '{}', '', 'id', '2026-11-20 03:00+00', '', '', '', '', '', 'rule', '', now(), '{}');
INSERT INTO article_tags VALUES ('a1', 'person', 'ani', 'Ani <svg onload=alert(3)>', 0.9, 0, 3, 'v'),
  ('a1', 'province', '31', 'Jakarta', 0.9, 0, 3, 'v');
UPDATE article_rows SET facets = '{tone/negatif}' WHERE article_id = 'a1';
INSERT INTO entities VALUES ('person:ani', 'person', 'person', 'Ani <svg onload=alert(4)>', false);
INSERT INTO quotes VALUES
  ('a1', 0, 30, 'person:ani', 'Ani', 'Ketua <b>', 'kata', 'Harga beras akan turun <script>alert(5)</script> minggu depan.', true, 'v'),
  ('a1', 40, 50, 'person:ani', 'Ani', '', 'kata', 'harga beras tidak akan turun lagi tahun ini', false, 'v');
