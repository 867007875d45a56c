using Microsoft.EntityFrameworkCore;

namespace AppConfig.Data;

// EF finds migrations by the type of the context, so each database has one: for its migrations, and for nothing else.

public sealed class SqliteDb(DbContextOptions<SqliteDb> options) : AppConfigDb(options);

public sealed class PostgreSqlDb(DbContextOptions<PostgreSqlDb> options) : AppConfigDb(options);
