-- Everything in the warehouse belongs to the loader and nothing to the superuser, who made it all before there were roles.
-- Run as the superuser in the warehouse, at every start: it finds nothing to do the second time.
SET lock_timeout = '30s';
REVOKE CONNECT, TEMPORARY ON DATABASE pantau FROM PUBLIC;
GRANT CONNECT ON DATABASE pantau TO pantau_load, pantau_read;
GRANT CREATE, TEMPORARY ON DATABASE pantau TO pantau_load; -- schemas of later migrations, and the staging of a load
DO $$
DECLARE command text;
BEGIN
  FOR command IN
    WITH ours AS (
      SELECT oid, nspname, nspowner FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
    ), parts AS ( -- what follows its table or its extension
      SELECT classid, objid FROM pg_depend WHERE deptype IN ('i', 'a', 'e') AND refclassid IN ('pg_class'::regclass, 'pg_extension'::regclass)
    )
    SELECT format('ALTER SCHEMA %I OWNER TO pantau_load', nspname) FROM ours WHERE nspowner <> 'pantau_load'::regrole
    UNION ALL
    SELECT format('ALTER %s %s OWNER TO pantau_load', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW'
                  WHEN 'S' THEN 'SEQUENCE' WHEN 'c' THEN 'TYPE' ELSE 'TABLE' END, c.oid::regclass)
    FROM pg_class c JOIN ours ON ours.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'S', 'c') AND c.relowner <> 'pantau_load'::regrole
      AND NOT EXISTS (SELECT FROM parts WHERE classid = 'pg_class'::regclass AND objid = c.oid)
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO pantau_load', p.oid::regprocedure)
    FROM pg_proc p JOIN ours ON ours.oid = p.pronamespace
    WHERE p.proowner <> 'pantau_load'::regrole AND NOT EXISTS (SELECT FROM parts WHERE classid = 'pg_proc'::regclass AND objid = p.oid)
    UNION ALL
    SELECT format('ALTER TYPE %s OWNER TO pantau_load', t.oid::regtype)
    FROM pg_type t JOIN ours ON ours.oid = t.typnamespace
    WHERE t.typtype IN ('d', 'e', 'r') AND t.typowner <> 'pantau_load'::regrole
      AND NOT EXISTS (SELECT FROM parts WHERE classid = 'pg_type'::regclass AND objid = t.oid)
  LOOP
    EXECUTE command;
  END LOOP;
END $$;
