namespace Conditional.Bulk.Tests.Unreachable;

public enum Database
{
    Sqlite,
    PostgreSql,
}
