using Conditional.Bulk.Contracts.Locking;
using Microsoft.Extensions.Logging;

namespace Conditional.Bulk.PostgreSQL.Tests.Locking;

/// <summary>A value that a gate inlines into its SQL is in no log, as long as EF would not log it.</summary>
public abstract class GateLogTests(PostgreSqlTestProvider provider, EngineSetting engine)
    : ContractTests<LockingContext>(provider, engine)
{
    private const string Secret = "s3cr3t";
    private const int SecretNumber = 47_110_815;

    [Fact]
    public async Task Create_ConstantInGate_IsNotLogged() => (await LoggedAsync(
        options => options.EnableSensitiveDataLogging(false), (ops, gate) => ops.CreateAsync(new NoteSpec("first").OnlyIf(gate))))
        .Should().Contain(line => line.Contains("FROM \"Gates\"")).And.NotContain(line => line.Contains(Secret) || line.Contains($"{SecretNumber}"));

    [Fact]
    public async Task BulkCreate_ConstantInGate_IsNotLogged() => (await LoggedAsync(
        options => options.EnableSensitiveDataLogging(false),
        (ops, gate) => ops.BulkConditionalCreatePartialAsync<Note>([new NoteSpec("first").OnlyIf(gate), new NoteSpec("second").OnlyIf(gate)])))
        .Should().Contain(line => line.Contains("FROM \"Gates\"")).And.NotContain(line => line.Contains(Secret) || line.Contains($"{SecretNumber}"));

    [Fact]
    public async Task Create_SensitiveDataLogging_IsLogged() => (await LoggedAsync(
        options => options.EnableSensitiveDataLogging(), (ops, gate) => ops.CreateAsync(new NoteSpec("first").OnlyIf(gate))))
        .Should().Contain(line => line.Contains(Secret));

    private async Task<List<string>> LoggedAsync(
        Action<DbContextOptionsBuilder> configure, Func<WriteOps<LockingContext>, OnlyIf, Task> write)
    {
        await SeedAsync(new Gate { Name = Secret });
        var lines = new List<string>();
        var log = new LogRecorder();
        var (secret, number) = (Secret, SecretNumber);
        var gate = OnlyIf.Exists<Gate>(row => row.Name == EF.Constant(secret) && row.Id != EF.Constant(number));

        await write(
            NewOps(options =>
            {
                log.Configure(options);
                options.LogTo(lines.Add, LogLevel.Information);
                configure(options);
            }),
            gate);

        (await CommittedAsync(context => context.Notes.CountAsync())).Should().BePositive();
        return [.. lines, .. log.OfLibrary().Select(record => record.Message)];
    }
}

[Collection(PostgreSqlCollection.Name)]
public sealed class PostgreSqlGateLogInWindowsTests(PostgreSqlTestProvider provider)
    : GateLogTests(provider, EngineSetting.InWindows);

[Collection(PostgreSqlItemByItemCollection.Name)]
public sealed class PostgreSqlGateLogItemByItemTests(PostgreSqlTestProvider provider)
    : GateLogTests(provider, EngineSetting.ItemByItem);
