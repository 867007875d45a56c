using Conditional.Bulk.Tests.Unreachable;
using Microsoft.EntityFrameworkCore;

namespace Conditional.Bulk.Tests.Operations;

/// <summary>What a stream is given is looked at when it is made, before anything is read.</summary>
public sealed class StreamInputTests
{
    private readonly DbOpsProvider<ShopContext> _provider = new(new Factory());

    [Fact]
    public void WriteStream_NullSources_Throws() => _provider.Invoking(provider => provider.WriteStreamAsync<int>(null!, _ => Good.Spec))
        .Should().ThrowExactly<ArgumentNullException>().WithParameterName("sources");

    [Fact]
    public void WriteStream_NullWrite_Throws() => _provider.Invoking(provider => provider.WriteStreamAsync(Sources(), null!))
        .Should().ThrowExactly<ArgumentNullException>().WithParameterName("write");

    [Fact]
    public void WriteStream_OptionOutOfItsRange_Throws()
    {
        Refuses(new() { ItemsPerCommit = 0 }, "ItemsPerCommit");
        Refuses(new() { ItemsPerCommit = -1 }, "ItemsPerCommit");
        Refuses(new() { ItemsPerWindow = 0 }, "ItemsPerWindow");
        Refuses(new() { ItemsPerSavepoint = 0 }, "ItemsPerSavepoint");
        Refuses(new() { MaxFailures = -1 }, "MaxFailures");

        void Refuses(StreamOptions<ShopContext, int> options, string property) =>
            _provider.Invoking(provider => provider.WriteStreamAsync(Sources(), _ => Good.Spec, options))
                .Should().ThrowExactly<ArgumentOutOfRangeException>().WithParameterName("options").WithMessage($"*{property}*");
    }

    [Fact]
    public async Task WriteStream_NoLibraryInTheOptions_ThrowsWhenTheFirstChunkIsWritten()
    {
        var provider = new DbOpsProvider<ShopContext>(new Factory(withLibrary: false));

        var stream = async () => await provider.WriteStreamAsync(Sources(), _ => Good.Spec).ToListAsync();

        (await stream.Should().ThrowExactlyAsync<InvalidOperationException>()).Which.Message.Should().Contain("UseConditionalBulk");
    }

    [Fact]
    public async Task BulkVerb_OptionsOfAStream_AreRefused()
    {
        await using var shop = new UnreachableShop(Database.Sqlite);
        BulkOptions options = new StreamOptions<ShopContext, int>();

        var refusal = await shop.RefusesAsync<ArgumentException>(ops => ops.BulkCreatePartialAsync([Good.Spec], options));
        refusal.ParamName.Should().Be("options");
        refusal = await shop.RefusesAsync<ArgumentException>(ops => ops.BulkWritePartialAsync(new WriteBatch<int>(), options));
        refusal.ParamName.Should().Be("options");
    }

    [Fact]
    public void UseConditionalBulk_OptionsOfAStream_AreRefused()
    {
        var use = () => new DbContextOptionsBuilder().UseSqlite("Data Source=:memory:", sqlite => sqlite.UseConditionalBulk(new StreamOptions<ShopContext, int>()));

        use.Should().ThrowExactly<ArgumentException>();
    }

    private static IAsyncEnumerable<int> Sources() => new[] { 1, 2, 3 }.ToAsyncEnumerable();

    private sealed class Factory(bool withLibrary = true) : IDbContextFactory<ShopContext>
    {
        public ShopContext CreateDbContext() => new(
            (DbContextOptions<ShopContext>)UnreachableShop.Configure(new DbContextOptionsBuilder<ShopContext>(), Database.Sqlite, withLibrary).Options);
    }
}
