-- What a login may do on a server only through a function of the owner of the database.
-- Each runs with the owner's rights, looks only in the schemas that it names, and asks first who
-- is there. They are made anew by every "strike-rota server setup".

-- Whether a login is one of the hospital's people. Its owner, who made the groups, is not.
CREATE OR REPLACE FUNCTION user_is_ours(who text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT FROM pg_auth_members m
    JOIN pg_roles one ON one.oid = m.member
    JOIN pg_roles many ON many.oid = m.roleid
    WHERE one.rolname = who AND NOT one.rolsuper AND NOT m.admin_option
      AND many.rolname = current_database() || '_user');
END $$;

CREATE OR REPLACE FUNCTION user_administers() RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN session_user = current_user
    OR (SELECT rolsuper FROM pg_roles WHERE rolname = session_user)
    OR EXISTS (SELECT FROM user_role r WHERE r.login = session_user
               AND r.role = 'administrator' AND r.department = '');
END $$;

-- Brings the group roles of a login to what the rows of user_role say.
CREATE OR REPLACE FUNCTION user_follow(who text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said text; one text; has boolean; wanted boolean;
BEGIN
  IF NOT user_is_ours(who) THEN RETURN; END IF;
  FOREACH said IN ARRAY ARRAY['rota_manager', 'clerk', 'head', 'administrator'] LOOP
    one := current_database() || '_' || said;
    wanted := EXISTS (SELECT FROM user_role r WHERE r.login = who AND r.role = said);
    has := EXISTS (
      SELECT FROM pg_auth_members m
      JOIN pg_roles a ON a.oid = m.member
      JOIN pg_roles b ON b.oid = m.roleid
      WHERE a.rolname = who AND b.rolname = one);
    IF wanted AND NOT has THEN EXECUTE format('GRANT %I TO %I', one, who);
    ELSIF has AND NOT wanted THEN EXECUTE format('REVOKE %I FROM %I', one, who);
    END IF;
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION user_role_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN PERFORM user_follow(OLD.login); END IF;
  IF TG_OP <> 'DELETE' THEN PERFORM user_follow(NEW.login); END IF;
  RETURN NULL;
END $$;

-- Makes a login, or gives one another password. The verifier is made on the caller's computer.
CREATE OR REPLACE FUNCTION user_give(who text, verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT user_administers() OR verifier !~ '^SCRAM-SHA-256[$]' THEN
    RAISE EXCEPTION 'not allowed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = who) THEN
    EXECUTE format('CREATE ROLE %I LOGIN PASSWORD %L', who, verifier);
    EXECUTE format('GRANT %I TO %I', current_database() || '_user', who);
  ELSIF user_is_ours(who) THEN
    EXECUTE format('ALTER ROLE %I LOGIN PASSWORD %L', who, verifier);
  ELSE
    RAISE EXCEPTION 'taken' USING ERRCODE = 'duplicate_object';
  END IF;
  PERFORM user_follow(who);
END $$;

CREATE OR REPLACE FUNCTION user_passphrase(verifier text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT user_is_ours(session_user) OR verifier !~ '^SCRAM-SHA-256[$]' THEN
    RAISE EXCEPTION 'not allowed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  EXECUTE format('ALTER ROLE %I PASSWORD %L', session_user, verifier);
END $$;

-- Ends a login and its sessions. The owner joins it for a moment, to be allowed to end them.
CREATE OR REPLACE FUNCTION user_take(who text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NOT user_administers() THEN
    RAISE EXCEPTION 'not allowed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT user_is_ours(who) THEN RETURN; END IF;
  EXECUTE format('ALTER ROLE %I NOLOGIN PASSWORD NULL', who);
  EXECUTE format('GRANT %I TO %I', who, current_user);
  PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE usename = who AND pid <> pg_backend_pid();
  EXECUTE format('DROP ROLE %I', who);
END $$;

-- Gaps and patients at risk are worked out for everybody: of what people declared, only who works
-- is told, and nothing of anybody else.
CREATE OR REPLACE FUNCTION working_people(windows integer[])
RETURNS TABLE (window_id integer, staff_id text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  RETURN QUERY SELECT d.window_id, d.staff_id FROM declaration d
    WHERE d.window_id = ANY (windows) AND d.answer = 'working';
END $$;

-- Group roles follow once all is saved: the login may have been made in between.
DROP TRIGGER IF EXISTS user_role_changed ON user_role;
CREATE CONSTRAINT TRIGGER user_role_changed AFTER INSERT OR UPDATE OR DELETE ON user_role
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION user_role_changed();
