using Microsoft.Data.Sqlite;

namespace Conditional.Bulk.Sqlite;

/// <summary>What the schema tells, declared in the model or not.</summary>
/// <param name="HasTriggers">Whether a write may do more than it says.</param>
/// <param name="HasReplacements">
/// Whether an INSERT or UPDATE may delete other rows, and by cascade those of other tables, because a constraint says ON CONFLICT REPLACE.
/// </param>
/// <param name="FailingStatementsLeaveNothing">
/// Whether a statement that fails is undone by itself, and it alone, as it is unless a constraint has an ON CONFLICT clause.
/// https://www.sqlite.org/lang_conflict.html
/// </param>
/// <param name="HasCollations">Whether text may be compared in another way than byte by byte.</param>
internal sealed record SqliteSchema(bool HasTriggers, bool HasReplacements, bool FailingStatementsLeaveNothing, bool HasCollations)
{
    private const string Query = """
        SELECT COALESCE(MAX(type = 'trigger'), 0), COALESCE(MAX(sql LIKE '%CONFLICT%REPLACE%'), 0), COALESCE(MAX(sql LIKE '%CONFLICT%'), 0),
            COALESCE(MAX(sql LIKE '%COLLATE%'), 0)
        FROM (SELECT type, sql FROM sqlite_master UNION ALL SELECT type, sql FROM sqlite_temp_master)
        """;

    public static SqliteSchema Read(SqliteConnection connection, SqliteTransaction transaction)
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = Query;
        using var reader = command.ExecuteReader();
        reader.Read();
        return new SqliteSchema(reader.GetBoolean(0), reader.GetBoolean(1), !reader.GetBoolean(2), reader.GetBoolean(3));
    }
}
