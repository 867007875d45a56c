using Conditional.Bulk.Contracts.Operations;

namespace Conditional.Bulk.PostgreSQL.Tests.Operations;

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlPrivateContextInWindowsTests(PostgreSqlTestProvider provider)
    : PrivateContextTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlPrivateContextItemByItemTests(PostgreSqlTestProvider provider)
    : PrivateContextTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlReadOpsInWindowsTests(PostgreSqlTestProvider provider)
    : ReadOpsTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlReadOpsItemByItemTests(PostgreSqlTestProvider provider)
    : ReadOpsTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlRegistrationInWindowsTests(PostgreSqlTestProvider provider)
    : RegistrationTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlRegistrationItemByItemTests(PostgreSqlTestProvider provider)
    : RegistrationTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlTenancyInWindowsTests(PostgreSqlTestProvider provider)
    : TenancyTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlTenancyItemByItemTests(PostgreSqlTestProvider provider)
    : TenancyTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlWriteAsyncInWindowsTests(PostgreSqlTestProvider provider)
    : WriteAsyncTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlWriteAsyncItemByItemTests(PostgreSqlTestProvider provider)
    : WriteAsyncTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlConstructorInWindowsTests(PostgreSqlTestProvider provider)
    : ConstructorTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlConstructorItemByItemTests(PostgreSqlTestProvider provider)
    : ConstructorTests(provider, EngineSetting.ItemByItem);

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlFilterMemberInWindowsTests(PostgreSqlTestProvider provider)
    : FilterMemberTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlFilterMemberItemByItemTests(PostgreSqlTestProvider provider)
    : FilterMemberTests(provider, EngineSetting.ItemByItem);
