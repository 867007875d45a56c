namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// What is asked of the catalogue. Each query has one parameter, the names of the tables as the statements write them. Several small
/// queries: one recursive query for all costs a multiple in planning, and is compiled just in time.
/// </summary>
internal static class CatalogueSql
{
    /// <summary>Names to tables; <c>root</c> is the topmost table of a partition, and of all others the table itself.</summary>
    private const string Named = """
        named AS (
          SELECT n.ord::int AS ord, to_regclass(n.name)::oid AS oid, coalesce(pg_partition_root(to_regclass(n.name))::oid, to_regclass(n.name)::oid) AS root
          FROM unnest($1::text[]) WITH ORDINALITY AS n(name, ord))
        """;

    /// <summary>
    /// All parts of the tables. A function is taken to return a thousand rows, and the query would be compiled just in time; an array to have ten.
    /// </summary>
    private const string Parts = """
        parts AS (
          SELECT n.ord, n.root, coalesce(p.oid, n.root) AS oid
          FROM named n LEFT JOIN LATERAL unnest(ARRAY(SELECT relid::oid FROM pg_partition_tree(n.root))) AS p(oid) ON true)
        """;

    /// <summary>
    /// Whether a check, a default, a generated column, an index or a domain of table <c>c</c> calls a function that is neither internal nor in C:
    /// such a function sees the state before the statement. 12 and 13 are the languages internal and c, 1255 is pg_proc, 2617 pg_operator.
    /// </summary>
    private const string CallsCode = """
        EXISTS (
          SELECT 1 FROM (
            SELECT 2606 AS class, k.oid FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('c', 'x')
            UNION ALL SELECT 2604, d.oid FROM pg_attrdef d WHERE d.adrelid = c.oid
            UNION ALL SELECT 1259, i.indexrelid FROM pg_index i WHERE i.indrelid = c.oid AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
            UNION ALL SELECT 2606, k.oid FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid AND y.typtype = 'd' JOIN pg_constraint k ON k.contypid = y.oid
              WHERE a.attrelid = c.oid AND a.attnum > 0
            UNION ALL SELECT 1247, y.oid FROM pg_attribute a JOIN pg_type y ON y.oid = a.atttypid AND y.typtype = 'd' WHERE a.attrelid = c.oid AND a.attnum > 0) x
          CROSS JOIN LATERAL (
            SELECT CASE d.refclassid WHEN 1255 THEN d.refobjid ELSE (SELECT o.oprcode::oid FROM pg_operator o WHERE o.oid = d.refobjid) END AS function
            FROM pg_depend d WHERE d.classid = x.class AND d.objid = x.oid AND d.refclassid IN (1255, 2617) OFFSET 0) d
          WHERE (SELECT f.prolang FROM pg_proc f WHERE f.oid = d.function) NOT IN (12, 13))
        """;

    /// <summary>Why statements on table <c>c</c> are written one by one.</summary>
    private const string Reason = $"""
        CASE
          WHEN c.oid IS NULL THEN 'there is no such table'
          WHEN c.relkind NOT IN ('r', 'p') THEN 'it is no table'
          WHEN c.relhassubclass AND c.relkind = 'r' THEN 'other tables inherit from it'
          WHEN c.relhasrules THEN 'it has rules'
          WHEN row_security_active(c.oid) THEN 'it has row security'
          WHEN EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = c.oid AND NOT g.tgisinternal AND g.tgenabled <> 'D') THEN 'it has triggers'
          WHEN EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.condeferrable)
            OR EXISTS (SELECT 1 FROM pg_trigger g WHERE g.tgrelid = c.oid AND g.tgisinternal AND g.tgdeferrable) THEN 'it has deferrable constraints'
          WHEN EXISTS (SELECT 1 FROM pg_attrdef d WHERE d.adrelid = c.oid AND pg_get_expr(d.adbin, d.adrelid) ~ '(currval|lastval|setval)\(')
            THEN 'a default asks a sequence what it gave'
          WHEN {CallsCode} THEN 'a check, default or index calls a function'
        END
        """;

    /// <summary>
    /// The columns of unique indexes and exclusion constraints of table <c>c</c>, also under expressions, in predicates, and those from which generated
    /// columns are computed; '*' for the whole row.
    /// </summary>
    private const string UniqueColumns = """
        ARRAY(
          SELECT DISTINCT coalesce(a.attname, '*')::text FROM pg_index i CROSS JOIN LATERAL (
              SELECT unnest(i.indkey::int2[]) AS n
              UNION ALL SELECT d.refobjsubid FROM pg_depend d
                WHERE (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)
                  AND d.classid = 1259 AND d.objid = i.indexrelid AND d.refclassid = 1259 AND d.refobjid = c.oid AND d.deptype IN ('n', 'a')
              UNION ALL SELECT d.refobjsubid FROM pg_attribute g JOIN pg_attrdef f ON f.adrelid = g.attrelid AND f.adnum = g.attnum
                JOIN pg_depend d ON d.classid = 2604 AND d.objid = f.oid AND d.refclassid = 1259 AND d.refobjid = c.oid AND d.refobjsubid > 0
                WHERE g.attrelid = c.oid AND g.attgenerated <> '' AND g.attnum > 0) k
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.n AND k.n > 0
          WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion) AND (k.n <> 0 OR i.indexprs IS NULL))
        """;

    /// <summary>One row for each part of each table.</summary>
    public const string Tables = $"""
        WITH {Named}, {Parts}
        SELECT p.ord, p.root, {Reason} AS reason, to_regclass('pg_dist_partition') IS NOT NULL AS citus, {UniqueColumns} AS unique_columns,
          ARRAY(
            SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE i.indrelid = c.oid AND i.indisunique AND i.indnkeyatts = 1 AND i.indpred IS NULL AND i.indisvalid AND i.indkey[0] > 0) AS unique_alone,
          ARRAY(
            SELECT DISTINCT a.attname::text FROM pg_trigger g JOIN pg_constraint k ON k.oid = g.tgconstraint AND k.contype = 'f' AND k.confrelid = c.oid
              JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY (k.confkey)
            WHERE g.tgrelid = c.oid AND g.tgisinternal) AS referred_columns,
          ARRAY(
            SELECT (
              SELECT string_agg(DISTINCT a.attname, chr(31)) FROM pg_attribute a
              WHERE a.attrelid = c.oid AND a.attnum > 0 AND (a.attnum = ANY (i.indkey::int2[]) OR (i.indexprs IS NOT NULL AND EXISTS (
                SELECT 1 FROM pg_depend d
                WHERE d.classid = 1259 AND d.objid = i.indexrelid AND d.refclassid = 1259 AND d.refobjid = c.oid AND d.refobjsubid = a.attnum))))
            FROM pg_index i WHERE i.indrelid = c.oid AND (i.indisunique OR i.indisexclusion)) AS unique_indexes
        FROM parts p LEFT JOIN pg_class c ON c.oid = p.oid
        """;

    /// <summary>One row for each column of each table. A domain over a domain is left to statements that are written one by one.</summary>
    public const string Columns = $"""
        WITH {Named}
        SELECT n.ord, a.attname::text, format_type(b.oid, -1), b.oid IN (20, 21, 23, 2950) AS exact,
          b.typcategory IN ('A', 'C', 'P') OR b.typtype IN ('c', 'd', 'p') AS spread,
          a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL AS has_default, a.attgenerated <> '' AS generated,
          s.seqrelid AS sequence, s.seqincrement > 0 AND NOT s.seqcycle AS ascending,
          b.oid IN (25, 1043) AND coalesce((SELECT l.collisdeterministic FROM pg_collation l WHERE l.oid = a.attcollation), false) AS bytewise
        FROM named n JOIN pg_attribute a ON a.attrelid = n.oid AND a.attnum > 0 AND NOT a.attisdropped
          JOIN pg_type t ON t.oid = a.atttypid JOIN pg_type b ON b.oid = CASE t.typtype WHEN 'd' THEN t.typbasetype ELSE t.oid END
          LEFT JOIN pg_attrdef f ON f.adrelid = a.attrelid AND f.adnum = a.attnum AND a.attgenerated = ''
          LEFT JOIN LATERAL (
            SELECT d.refobjid AS oid FROM pg_depend d WHERE d.classid = 2604 AND d.objid = f.oid AND d.refclassid = 1259 AND d.refobjsubid = 0
              AND pg_get_expr(f.adbin, f.adrelid) ~ '^nextval\(''[^'']*''::regclass\)$'
            UNION ALL SELECT d.objid FROM pg_depend d
            WHERE a.attidentity <> '' AND d.classid = 1259 AND d.refclassid = 1259 AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = 'i'
            LIMIT 1) q ON true
          LEFT JOIN pg_sequence s ON s.seqrelid = q.oid
        """;

    /// <summary>One row for each foreign key of each part of each table.</summary>
    public const string ForeignKeys = $"""
        WITH {Named}, {Parts}
        SELECT p.ord, coalesce(pg_partition_root(k.confrelid)::oid, k.confrelid),
          ARRAY(SELECT a.attname::text FROM unnest(k.conkey) WITH ORDINALITY u(n, o) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n ORDER BY u.o),
          ARRAY(SELECT a.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(n, o) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.n ORDER BY u.o)
        FROM parts p JOIN pg_constraint k ON k.conrelid = p.oid AND k.contype = 'f'
        """;

    /// <summary>
    /// One row for each foreign key into a table or into what the actions of foreign keys change from there, with what speaks for writing the
    /// table that refers one by one. pg_constraint has no index by the table referred to; pg_trigger leads there.
    /// </summary>
    public const string References = $"""
        WITH RECURSIVE {Named}, reached(root) AS (
          SELECT n.root FROM named n WHERE n.root IS NOT NULL
          UNION SELECT f.root FROM reached r CROSS JOIN LATERAL (
            SELECT coalesce(pg_partition_root(k.conrelid)::oid, k.conrelid) AS root
            FROM unnest(r.root || ARRAY(SELECT p.relid::oid FROM pg_partition_tree(r.root) p)) AS part(oid)
              JOIN pg_trigger g ON g.tgrelid = part.oid AND g.tgisinternal
              JOIN pg_constraint k ON k.oid = g.tgconstraint AND k.contype = 'f' AND k.confrelid = part.oid AND k.confdeltype IN ('c', 'n', 'd')) f),
        keys AS (
          SELECT DISTINCT r.root AS target, coalesce(pg_partition_root(k.conrelid)::oid, k.conrelid) AS source, k.confdeltype IN ('c', 'n', 'd') AS action,
            k.confdeltype::text || (SELECT string_agg(a.attname, ',' ORDER BY u.o) FROM unnest(k.conkey) WITH ORDINALITY u(n, o)
              JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.n) AS columns
          FROM reached r CROSS JOIN LATERAL unnest(r.root || ARRAY(SELECT p.relid::oid FROM pg_partition_tree(r.root) p)) AS part(oid)
            JOIN pg_trigger g ON g.tgrelid = part.oid AND g.tgisinternal
            JOIN pg_constraint k ON k.oid = g.tgconstraint AND k.contype = 'f' AND k.confrelid = part.oid)
        SELECT k.source, k.columns, k.target, k.action, k.action AND EXISTS (
          SELECT 1 FROM unnest(k.source || ARRAY(SELECT p.relid::oid FROM pg_partition_tree(k.source) p)) AS part(oid) JOIN pg_class c ON c.oid = part.oid
          WHERE {Reason} IS NOT NULL) AS solo
        FROM keys k
        """;
}
