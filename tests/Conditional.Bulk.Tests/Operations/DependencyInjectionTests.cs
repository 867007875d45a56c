using Conditional.Bulk.Tests.Unreachable;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>What <c>AddConditionalBulk</c> registers, over each of the ways to register a context.</summary>
public sealed class DependencyInjectionTests
{
    private static readonly ServiceProviderOptions s_strict = new() { ValidateScopes = true, ValidateOnBuild = true };

    public static TheoryData<Registration> Registrations { get; } =
    [
        new("AddDbContext", services => services.AddDbContext<ShopContext>(Configure)),
        new("AddDbContextPool", services => services.AddDbContextPool<ShopContext>(Configure)),
        new("AddDbContextFactory", services => services.AddDbContextFactory<ShopContext>(Configure)),
        new("AddPooledDbContextFactory", services => services.AddPooledDbContextFactory<ShopContext>(Configure)),
    ];

    [Theory]
    [InlineData(typeof(DbOpsProvider<ShopContext>), ServiceLifetime.Transient)]
    [InlineData(typeof(WriteOps<ShopContext>), ServiceLifetime.Scoped)]
    [InlineData(typeof(ReadOps<ShopContext>), ServiceLifetime.Scoped)]
    public void AddConditionalBulk_EachService_HasItsLifetime(Type service, ServiceLifetime lifetime)
    {
        var services = new ServiceCollection().AddConditionalBulk<ShopContext>();

        services.Should().ContainSingle(descriptor => descriptor.ServiceType == service).Which.Lifetime.Should().Be(lifetime);
    }

    [Fact]
    public void AddConditionalBulk_Twice_RegistersOnce()
    {
        var services = new ServiceCollection().AddConditionalBulk<ShopContext>();
        var count = services.Count;

        services.AddConditionalBulk<ShopContext>();

        services.Should().HaveCount(count);
    }

    [Fact]
    public void AddConditionalBulk_TwoContextTypes_RegistersForBoth()
    {
        var services = new ServiceCollection().AddConditionalBulk<ShopContext>().AddConditionalBulk<OtherContext>();

        services.Should().Contain(descriptor => descriptor.ServiceType == typeof(WriteOps<ShopContext>))
            .And.Contain(descriptor => descriptor.ServiceType == typeof(WriteOps<OtherContext>));
    }

    [Fact]
    public void AddConditionalBulk_NullServices_Throws()
    {
        FluentActions.Invoking(() => ((IServiceCollection)null!).AddConditionalBulk<ShopContext>())
            .Should().ThrowExactly<ArgumentNullException>().WithParameterName("services");
    }

    [Fact]
    public void AddConditionalBulk_TransientContext_ThrowsAndNamesIt()
    {
        var services = new ServiceCollection().AddDbContext<ShopContext>(Configure, ServiceLifetime.Transient);

        services.Invoking(collection => collection.AddConditionalBulk<ShopContext>())
            .Should().ThrowExactly<InvalidOperationException>().WithMessage("*ShopContext*transient*");
    }

    [Theory]
    [InlineData(typeof(DbOpsProvider<ShopContext>))]
    [InlineData(typeof(WriteOps<ShopContext>))]
    [InlineData(typeof(ReadOps<ShopContext>))]
    public async Task AddConditionalBulk_ContextRegisteredAsTransientLater_ItsServicesThrow(Type service)
    {
        await using var root = new ServiceCollection()
            .AddConditionalBulk<ShopContext>()
            .AddDbContext<ShopContext>(Configure, ServiceLifetime.Transient)
            .BuildServiceProvider(s_strict);
        await using var scope = root.CreateAsyncScope();

        scope.ServiceProvider.Invoking(services => services.GetRequiredService(service))
            .Should().ThrowExactly<InvalidOperationException>().WithMessage("*ShopContext*transient*");
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Ops_OfAScope_AreOnItsContext(Registration registration)
    {
        await using var root = registration.Build();
        await using var scope = root.CreateAsyncScope();

        var context = scope.ServiceProvider.GetRequiredService<ShopContext>();

        scope.ServiceProvider.GetRequiredService<WriteOps<ShopContext>>().Context.Should().BeSameAs(context);
        scope.ServiceProvider.GetRequiredService<ReadOps<ShopContext>>().Context.Should().BeSameAs(context);
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Ops_OfTwoScopes_AreOnTwoContexts(Registration registration)
    {
        await using var root = registration.Build();
        await using var one = root.CreateAsyncScope();
        await using var other = root.CreateAsyncScope();

        one.ServiceProvider.GetRequiredService<WriteOps<ShopContext>>().Context
            .Should().NotBeSameAs(other.ServiceProvider.GetRequiredService<WriteOps<ShopContext>>().Context);
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Provider_ResolvedTwice_IsTwoInstances(Registration registration)
    {
        await using var root = registration.Build();
        await using var scope = root.CreateAsyncScope();

        scope.ServiceProvider.GetRequiredService<DbOpsProvider<ShopContext>>()
            .Should().NotBeSameAs(scope.ServiceProvider.GetRequiredService<DbOpsProvider<ShopContext>>());
    }

    /// <summary>The connection is the first thing that fails, so all of the wiring before it works.</summary>
    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Provider_OfAScope_ReachesTheConnection(Registration registration)
    {
        await using var root = registration.Build();
        await using var scope = root.CreateAsyncScope();

        await ReachesTheConnectionAsync(scope.ServiceProvider.GetRequiredService<DbOpsProvider<ShopContext>>());
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Provider_HeldByASingleton_ReachesTheConnection(Registration registration)
    {
        await using var root = registration.Build();

        await ReachesTheConnectionAsync(root.GetRequiredService<Worker>().Provider);
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Provider_HeldByASingletonAndResolvedInAScope_ReachesTheConnectionAfterIt(Registration registration)
    {
        await using var root = registration.Build();
        DbOpsProvider<ShopContext> provider;
        await using (var scope = root.CreateAsyncScope()) provider = scope.ServiceProvider.GetRequiredService<Worker>().Provider;

        await ReachesTheConnectionAsync(provider);
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task Provider_WithIsolationLevel_IsAnotherOneThatReachesTheConnection(Registration registration)
    {
        await using var root = registration.Build();
        var provider = root.GetRequiredService<DbOpsProvider<ShopContext>>();

        var serializable = provider.WithIsolationLevel(System.Data.IsolationLevel.Serializable);

        serializable.Should().NotBeSameAs(provider);
        await ReachesTheConnectionAsync(serializable);
    }

    [Theory]
    [MemberData(nameof(Registrations))]
    public async Task WriteOps_DisposedWithTheirScopeSynchronously_DoesNotThrow(Registration registration)
    {
        await using var root = registration.Build();
        var scope = root.CreateScope();
        scope.ServiceProvider.GetRequiredService<WriteOps<ShopContext>>();

        scope.Invoking(s => s.Dispose()).Should().NotThrow();
    }

    private static async Task ReachesTheConnectionAsync(DbOpsProvider<ShopContext> provider)
    {
        await FluentActions.Awaiting(() => provider.WriteAsync((_, _) => Task.CompletedTask))
            .Should().ThrowExactlyAsync<SqliteException>();
        await FluentActions.Awaiting(() => provider.ReadAsync((_, _) => Task.FromResult(1)))
            .Should().ThrowExactlyAsync<SqliteException>();
    }

    private static void Configure(DbContextOptionsBuilder options) => UnreachableShop.Configure(options, Database.Sqlite);

    public sealed record Registration(string Name, Action<IServiceCollection> Register)
    {
        public override string ToString() => Name;

        public ServiceProvider Build()
        {
            var services = new ServiceCollection();
            Register(services);
            return services.AddConditionalBulk<ShopContext>().AddSingleton<Worker>().BuildServiceProvider(s_strict);
        }
    }

    /// <summary>A hosted service, say.</summary>
    private sealed class Worker(DbOpsProvider<ShopContext> provider)
    {
        public DbOpsProvider<ShopContext> Provider { get; } = provider;
    }

    private sealed class OtherContext(DbContextOptions<OtherContext> options) : DbContext(options);
}
