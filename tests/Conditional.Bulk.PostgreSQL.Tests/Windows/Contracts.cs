using Conditional.Bulk.Contracts.Windows;

namespace Conditional.Bulk.PostgreSQL.Tests.Windows;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlOverrideEligibilityTests(PostgreSqlTestProvider provider) : OverrideEligibilityTests(provider);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlSameRowTests(PostgreSqlTestProvider provider) : SameRowTests(provider);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlWindowSizeTests(PostgreSqlTestProvider provider) : WindowSizeTests(provider);
