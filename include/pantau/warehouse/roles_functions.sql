-- Of PostgreSQL's own functions everybody may call a few that others feel: they end sessions, hold locks our runs wait for,
-- notify, write large objects or leave files. Taken from everybody; the loader keeps its locks. Run as the superuser in the
-- warehouse, at every start.
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT oid::regprocedure AS name, proname ~ 'advisory' AS lock FROM pg_proc
    WHERE pronamespace = 'pg_catalog'::regnamespace AND has_function_privilege('public', oid, 'EXECUTE')
      AND (proname ~ '^(pg_(try_)?advisory_|lo_)' OR proname IN ('lowrite', 'pg_cancel_backend', 'pg_terminate_backend',
           'pg_notify', 'pg_logical_emit_message', 'pg_export_snapshot'))
  LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', one.name);
    IF one.lock THEN EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO pantau_load', one.name); END IF;
  END LOOP;
END $$;
