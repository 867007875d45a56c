namespace Conditional.Bulk.PostgreSQL;

/// <summary>What is asked of the catalogue about the rows that change along with a row that is written.</summary>
internal static class ReachSql
{
    /// <summary>
    /// What is written in table <c>ord</c> by <c>verb</c> (i, u, d) shows in table or view <c>oid</c>, there by <c>op</c>: the same, or v where it is only
    /// read. <c>way</c> tells how: s is the table itself, p its parents and c its children (partitions, inheritors), a the actions of foreign keys, v
    /// views, and policies of other tables that read it. EF changes no primary key, so actions on the update of one do not count at first.
    /// pg_constraint has no index by the table referred to; pg_trigger leads there. The limit hides from the planner how many rows there are: it would
    /// have the query compiled just in time. 1259 is pg_class, 2618 pg_rewrite, 3256 pg_policy.
    /// </summary>
    private const string Changed = """
        changed(ord, verb, oid, op, way) AS (
          (SELECT n.ord, v.verb, n.oid, v.verb, 's' FROM named n CROSS JOIN (VALUES ('i'), ('u'), ('d')) AS v(verb) WHERE n.oid IS NOT NULL LIMIT (SELECT 1000000))
          UNION
          SELECT c.ord, c.verb, f.oid, f.op, f.way FROM changed c CROSS JOIN LATERAL (
            SELECT i.inhparent, c.op, 'p' FROM pg_inherits i WHERE i.inhrelid = c.oid AND c.way IN ('s', 'a', 'p')
            UNION ALL SELECT i.inhrelid, c.op, 'c' FROM pg_inherits i WHERE i.inhparent = c.oid AND c.way IN ('s', 'a', 'c')
            UNION ALL SELECT k.conrelid, CASE WHEN c.op = 'd' AND k.confdeltype = 'c' THEN 'd' ELSE 'u' END, 'a'
              FROM pg_trigger g JOIN pg_constraint k ON k.oid = g.tgconstraint AND k.contype = 'f' AND k.confrelid = c.oid
              WHERE g.tgrelid = c.oid AND g.tgisinternal AND CASE c.op
                WHEN 'd' THEN k.confdeltype IN ('c', 'n', 'd')
                WHEN 'u' THEN k.confupdtype IN ('c', 'n', 'd') AND NOT (c.way = 's' AND (SELECT x.indisprimary FROM pg_index x WHERE x.indexrelid = k.conindid))
                ELSE false END
            UNION ALL SELECT coalesce(
                (SELECT r.ev_class FROM pg_rewrite r WHERE d.classid = 2618 AND r.oid = d.objid AND r.ev_type = '1'),
                (SELECT p.polrelid FROM pg_policy p WHERE d.classid = 3256 AND p.oid = d.objid AND p.polrelid <> c.oid AND row_security_active(p.polrelid))), 'v', 'v'
              FROM pg_depend d WHERE d.refclassid = 1259 AND d.refobjid = c.oid AND d.classid IN (2618, 3256) AND d.deptype = 'n') AS f(oid, op, way)
          WHERE f.oid IS NOT NULL)
        """;

    /// <summary>
    /// Whether anything may be changed besides: what is written has triggers or rules for that, or is no plain table. 12 is the language internal.
    /// </summary>
    private const string Writes = """
        writes AS (
          SELECT w.oid, w.op, r.relname::text AS name, w.op <> 'v' AND (r.relkind NOT IN ('r', 'p')
            OR EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = w.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D'
              AND (g.tgtype & CASE WHEN w.op = 'i' THEN 4 WHEN w.op = 'd' THEN 8 WHEN r.relkind = 'p' OR r.relispartition THEN 28 ELSE 16 END) <> 0
              AND (SELECT f.prolang FROM pg_proc f WHERE f.oid = g.tgfoid) <> 12)
            OR (r.relhasrules AND EXISTS (SELECT 1 FROM pg_rewrite l WHERE l.ev_class = w.oid AND l.ev_enabled <> 'D'
              AND l.ev_type = CASE w.op WHEN 'i' THEN '3' WHEN 'u' THEN '2' ELSE '4' END))) AS unknown
          FROM (SELECT DISTINCT c.oid, c.op FROM changed c) w JOIN pg_class r ON r.oid = w.oid)
        """;

    /// <summary>
    /// The tables with a policy that calls a function which is neither internal nor in C: it may read any table. 1255 is pg_proc, 12 and 13 are the
    /// languages internal and c.
    /// </summary>
    private const string ReadByFunctions = """
        SELECT DISTINCT t.relname::text FROM pg_policy p JOIN pg_class t ON t.oid = p.polrelid
        WHERE row_security_active(t.oid) AND EXISTS (
          SELECT 1 FROM pg_depend d JOIN pg_proc f ON f.oid = d.refobjid
          WHERE d.classid = 3256 AND d.objid = p.oid AND d.refclassid = 1255 AND f.prolang NOT IN (12, 13))
        """;

    /// <summary>One row for each table that there is, and verb.</summary>
    public const string Reach = $$"""
        WITH RECURSIVE named AS (
          SELECT n.ord::int AS ord, to_regclass(n.name)::oid AS oid FROM unnest($1::text[]) WITH ORDINALITY AS n(name, ord)),
        {{Changed}},
        {{Writes}}
        SELECT c.ord, c.verb, bool_or(w.unknown),
          coalesce(array_agg(DISTINCT w.name) FILTER (WHERE c.way <> 's'), '{}') || ARRAY({{ReadByFunctions}})
        FROM changed c JOIN writes w ON w.oid = c.oid AND w.op = c.op
        GROUP BY c.ord, c.verb
        """;
}
