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

-- Whoever writes to the journal waits for whoever does, with or without the program.
CREATE OR REPLACE FUNCTION journal_one_writer() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(1400132207);
  RETURN NULL;
END $$;

-- The digest of an entry, as the program works it out: over its JSON, keys in their order.
CREATE OR REPLACE FUNCTION journal_digest(entry journal_entry) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT encode(sha256(convert_to('{' || concat_ws(',',
    '"action":' || to_json(entry.action)::text,
    '"action_id":' || to_json(entry.action_id)::text,
    '"at":"' || to_char(entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS') || '+00:00"',
    '"changes":' || entry.changes,
    '"changes_sha256":' || to_json(entry.changes_sha256)::text,
    '"id":' || entry.id,
    '"key":' || to_json(entry.key)::text,
    '"previous_sha256":' || to_json(entry.previous_sha256)::text,
    '"program":' || to_json(entry.program)::text,
    '"reverses":' || coalesce(entry.reverses::text, 'null'),
    '"step":' || to_json(entry.step)::text,
    CASE WHEN entry.words_sha256 = '' THEN '"text":' || to_json(entry.text)::text END,
    '"undoable":' || CASE WHEN entry.undoable = 0 THEN 'false' ELSE 'true' END,
    '"who":' || to_json(entry.who)::text,
    CASE WHEN entry.words_sha256 = '' THEN '"why":' || to_json(entry.why)::text
      ELSE '"words_sha256":' || to_json(entry.words_sha256)::text END
  ) || '}', 'UTF8')), 'hex')
$$;

CREATE OR REPLACE FUNCTION journal_refuse(why text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION 'the journal takes no such entry: %', why
    USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Lets a login add an entry only as the program makes one: what can be worked out is worked out
-- again. An entry that did not hold could never be taken away.
CREATE OR REPLACE FUNCTION journal_entry_holds() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE said record;
BEGIN
  IF NOT user_is_ours(session_user) THEN RETURN NULL; END IF;
  IF NEW.at NOT BETWEEN now() - interval '5 minutes' AND now() + interval '5 minutes' THEN
    RAISE EXCEPTION 'the time of an entry is not the server''s' USING ERRCODE = 'SRC01';
  END IF;
  IF date_trunc('second', NEW.at) <> NEW.at OR NEW.mac IS NOT NULL OR NEW.undoable NOT IN (0, 1)
    OR (NEW.step = 'do') <> (NEW.reverses IS NULL) OR NEW.reverses >= NEW.id THEN
    PERFORM journal_refuse('no program makes it so');
  END IF;
  IF NEW.words_sha256 <> encode(sha256(convert_to('[' || to_json(NEW.text)::text || ','
      || to_json(NEW.why)::text || ',' || to_json(NEW.salt)::text || ']', 'UTF8')), 'hex') THEN
    PERFORM journal_refuse('the digest of its words');
  END IF;
  SELECT count(*) AS number, coalesce(string_agg(c.sha256, '' ORDER BY c.id), '') AS digests,
    min(c.id) AS first, max(c.id) AS last,
    coalesce(bool_and((c.before IS NULL AND c.after IS NULL)
      OR c.sha256 = encode(sha256(convert_to('[' || to_json(c.table_name)::text || ','
        || to_json(c.row_key)::text || ',' || coalesce(to_json(c.before)::text, 'null') || ','
        || coalesce(to_json(c.after)::text, 'null') || ']', 'UTF8')), 'hex')), true) AS hold
    INTO said FROM journal_change c WHERE c.action_id = NEW.action_id;
  IF said.number <> NEW.changes OR NOT said.hold
    OR NEW.changes_sha256 <> encode(sha256(convert_to(said.digests, 'UTF8')), 'hex') THEN
    PERFORM journal_refuse('its changes');
  END IF;
  IF said.last > pg_sequence_last_value('journal_change_id_seq') OR EXISTS (
      SELECT FROM journal_change c WHERE c.id >= said.first AND c.action_id <> NEW.action_id) THEN
    PERFORM journal_refuse('the order of its changes');
  END IF;
  PERFORM journal_changes_are_rows(NEW.action_id);
  PERFORM journal_notes_hold(NEW.action_id, NEW.id);
  IF NEW.sha256 <> journal_digest(NEW) THEN
    PERFORM journal_refuse('its digest');
  END IF;
  RETURN NULL;
END $$;

-- Changes are of tables that there are, and of their columns; what was erased says nothing.
CREATE OR REPLACE FUNCTION journal_changes_are_rows(action text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM (SELECT DISTINCT c.table_name FROM journal_change c WHERE c.action_id = action) t
    WHERE t.table_name = 'alembic_version' OR NOT EXISTS (
      SELECT FROM pg_class r WHERE r.relname = t.table_name AND r.relkind = 'r'
        AND r.relnamespace = 'public'::regnamespace)
  ) OR EXISTS (
    SELECT FROM (
      SELECT DISTINCT c.table_name, part.key, json_typeof(part.value) AS kind
      FROM journal_change c, unnest(ARRAY[c.row_key, c.before, c.after]) one,
        json_each(one::json) part
      WHERE c.action_id = action AND c.table_name NOT IN ('journal_entry', 'journal_change')
        AND (c.before IS NOT NULL OR c.after IS NOT NULL)
    ) p
    WHERE p.kind IN ('object', 'array') OR p.key <> ' salt' AND NOT EXISTS (
      SELECT FROM pg_attribute a WHERE a.attrelid = format('public.%I', p.table_name)::regclass
        AND a.attname = p.key AND a.attnum > 0)
  ) THEN
    PERFORM journal_refuse('its changes are of no table');
  END IF;
END $$;

-- Notes of what was erased are true, and made by those who erase.
CREATE OR REPLACE FUNCTION journal_notes_hold(action text, newest integer) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE note record; entry journal_entry; one record;
BEGIN
  FOR note IN SELECT c.* FROM journal_change c WHERE c.action_id = action
      AND c.table_name IN ('journal_entry', 'journal_change') LOOP
    IF note.before IS NOT NULL OR note.after IS NULL OR NOT EXISTS (
        SELECT FROM user_role r WHERE r.login = session_user
          AND r.role IN ('administrator', 'rota_manager')) THEN
      PERFORM journal_refuse('its notes');
    END IF;
    IF note.table_name = 'journal_entry' THEN
      SELECT e.* INTO entry FROM journal_entry e
        WHERE e.id < newest AND note.row_key = '{"id": ' || e.id || '}'
          AND e.text = '' AND e.why = '' AND e.salt = '';
      IF NOT FOUND OR note.after <> '{"rest_sha256": "' || journal_digest(entry) || '"}' THEN
        PERFORM journal_refuse('its notes');
      END IF;
    ELSE
      FOR one IN SELECT * FROM json_each(note.after::json) LOOP
        IF json_typeof(one.value) <> 'number' OR one.value::text !~ '^[0-9]{1,9}$' THEN
          PERFORM journal_refuse('its notes');
        END IF;
      END LOOP;
      IF note.row_key::json ->> 'table' IS NULL THEN
        PERFORM journal_refuse('its notes');
      END IF;
    END IF;
  END LOOP;
END $$;

-- Words of an entry go only all at once, and only where a later entry notes it.
CREATE OR REPLACE FUNCTION journal_words_noted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF user_is_ours(session_user) AND (
    NEW.text <> '' OR NEW.why <> '' OR NEW.salt <> '' OR NOT EXISTS (
      SELECT FROM journal_change c WHERE c.table_name = 'journal_entry'
        AND c.row_key = '{"id": ' || NEW.id || '}' AND c.after IS NOT NULL)) THEN
    PERFORM journal_refuse('words erased without a note');
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION journal_note_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF user_is_ours(session_user) THEN
    PERFORM journal_refuse('a note of what was erased stays');
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS journal_change_alone ON journal_change;
CREATE TRIGGER journal_change_alone BEFORE INSERT ON journal_change
  FOR EACH STATEMENT EXECUTE FUNCTION journal_one_writer();
DROP TRIGGER IF EXISTS journal_entry_alone ON journal_entry;
CREATE TRIGGER journal_entry_alone BEFORE INSERT ON journal_entry
  FOR EACH STATEMENT EXECUTE FUNCTION journal_one_writer();
DROP TRIGGER IF EXISTS journal_entry_holds ON journal_entry;
CREATE TRIGGER journal_entry_holds AFTER INSERT ON journal_entry
  FOR EACH ROW EXECUTE FUNCTION journal_entry_holds();
DROP TRIGGER IF EXISTS journal_words_noted ON journal_entry;
CREATE CONSTRAINT TRIGGER journal_words_noted AFTER UPDATE ON journal_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_words_noted();
DROP TRIGGER IF EXISTS journal_note_kept ON journal_change;
CREATE TRIGGER journal_note_kept BEFORE UPDATE ON journal_change
  FOR EACH ROW WHEN (OLD.table_name IN ('journal_entry', 'journal_change'))
  EXECUTE FUNCTION journal_note_kept();
