namespace Conditional.Bulk.Contracts.Keys;

/// <summary>Any key that EF can map finds its row, for reads, updates and purges.</summary>
public abstract class KeyTypeTests(TestProvider provider, EngineSetting engine) : ContractTests<KeyTypeContext>(provider, engine)
{
    private static readonly Guid s_first = new("00000000-0000-0000-0000-00000000000a");
    private static readonly Guid s_second = new("00000000-0000-0000-0000-0000000000ab");

    [Fact]
    public Task QueryUpdatePurge_GuidKey_FindsTheRow() => FindsAsync(
        new GuidKeyed { Id = s_first }, new GuidKeyed { Id = s_second }, row => [row.Id], [Guid.Empty]);

    [Fact]
    public Task QueryUpdatePurge_StringKey_FindsTheRow() => FindsAsync(
        new StringKeyed { Code = "O'Brien" }, new StringKeyed { Code = "o'brien" }, row => [row.Code], ["O'Brien "]);

    [Fact]
    public Task QueryUpdatePurge_EnumKey_FindsTheRow() => FindsAsync(
        new EnumKeyed { Kind = Kind.Big }, new EnumKeyed { Kind = Kind.Small }, row => [row.Kind], [Kind.None]);

    [Fact]
    public Task QueryUpdatePurge_StronglyTypedKey_FindsTheRow() => FindsAsync(
        new TypedKeyed { Id = new OrderId(s_first) },
        new TypedKeyed { Id = new OrderId(s_second) },
        row => [row.Id],
        [new OrderId(Guid.Empty)]);

    [Fact]
    public Task QueryUpdatePurge_StructKeyWithoutEqualityOperator_FindsTheRow() => FindsAsync(
        new PlainStructKeyed { Id = new PlainCode("a") },
        new PlainStructKeyed { Id = new PlainCode("A") },
        row => [row.Id],
        [new PlainCode("none")]);

    [Fact]
    public Task QueryUpdatePurge_CompositeKeyOfMixedTypes_FindsTheRow() => FindsAsync(
        new MixedKeyed { Tenant = new OrderId(s_first), Kind = Kind.Big, Name = "x", Number = long.MaxValue },
        new MixedKeyed { Tenant = new OrderId(s_first), Kind = Kind.Small, Name = "x", Number = long.MaxValue },
        row => [row.Tenant, row.Kind, row.Name, row.Number],
        [new OrderId(s_first), Kind.Big, "x", 1L]);

    [Fact]
    public Task QueryUpdatePurge_DateTimeOffsetKey_FindsTheRow() => FindsAsync(
        new TimeKeyed { At = new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero) },
        new TimeKeyed { At = new DateTimeOffset(2024, 2, 29, 12, 0, 1, TimeSpan.Zero) },
        row => [row.At],
        [DateTimeOffset.UnixEpoch]);

    [Fact]
    public Task QueryUpdatePurge_BinaryKey_FindsTheRow() => FindsAsync(
        new BinaryKeyed { Hash = [1, 2, 3] },
        new BinaryKeyed { Hash = [1, 2, 0] },
        row => [row.Hash.ToArray()],
        [new byte[] { 1, 2 }]);

    [Fact]
    public async Task QueryUpdatePurge_ShadowKey_FindsTheRow()
    {
        await NewOps().BulkCreatePartialAsync<ShadowKeyed>(
            [CreatorSpec.For(() => new ShadowKeyed { Text = "one" }), CreatorSpec.For(() => new ShadowKeyed { Text = "two" })]);
        var ids = await CommittedAsync(context =>
            context.Set<ShadowKeyed>().OrderBy(row => row.Text).Select(row => EF.Property<int>(row, "Id")).ToListAsync());
        var ops = NewOps();

        (await ops.QueryAsync<ShadowKeyed>([ids[1]]))!.Text.Should().Be("two");
        (await ops.UpdateAsync(new Updater<ShadowKeyed>(UpdaterSpec.For<ShadowKeyed>(row => row.Text += " changed"), ids[1])))
            .Text.Should().Be("two changed");
        (await ops.PurgeAsync(new Purger<ShadowKeyed>(ids[0]))).Text.Should().Be("one");

        (await CommittedAsync(context => context.Set<ShadowKeyed>().SingleAsync())).Text.Should().Be("two changed");
    }

    [Fact]
    public async Task Update_CompositeKeyBySingleValues_FindsTheRow()
    {
        await SeedAsync(new MixedKeyed { Tenant = new OrderId(s_first), Kind = Kind.Big, Name = "x", Number = 1, Text = "old" });

        var updated = await NewOps().UpdateAsync(new Updater<MixedKeyed>(
            UpdaterSpec.For<MixedKeyed>(row => row.Text = "new"), new OrderId(s_first), Kind.Big, "x", 1L));

        updated.Text.Should().Be("new");
    }

    private async Task FindsAsync<TRow>(TRow first, TRow second, Func<TRow, object[]> key, object[] missing)
        where TRow : KeyedRow
    {
        var (firstKey, secondKey) = (key(first), key(second));
        (first.Text, second.Text) = ("first", "second");
        var ops = NewOps();
        (await ops.BulkCreatePartialAsync<TRow>([CreatorSpec.For(() => first), CreatorSpec.For(() => second)]))
            .HasFailures.Should().BeFalse();

        (await ops.QueryAsync<TRow>(firstKey)).Should().BeEquivalentTo(first);
        (await ops.QueryAsync<TRow>(secondKey)).Should().BeEquivalentTo(second);
        (await ops.QueryAsync<TRow>(missing)).Should().BeNull();

        var updated = await ops.BulkUpdatePartialAsync<TRow>([Update(firstKey), Update(missing), Update(secondKey)]);
        updated.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        (await TextsAsync()).Should().Equal("first changed", "second changed");

        var purged = await ops.BulkPurgePartialAsync<TRow>([Purge(missing), Purge(firstKey)]);
        purged.ShouldFailOnlyAt(0, WriteFailureKind.TargetNotFound);
        purged.Succeeded.Single().Text.Should().Be("first changed");
        (await TextsAsync()).Should().Equal("second changed");

        static Updater<TRow> Update(IReadOnlyList<object> keyValues) =>
            new(UpdaterSpec.For<TRow>(row => row.Text += " changed"), keyValues);

        static Purger<TRow> Purge(IReadOnlyList<object> keyValues) => new(keyValues);

        Task<List<string>> TextsAsync() =>
            CommittedAsync(context => context.Set<TRow>().OrderBy(row => row.Text).Select(row => row.Text).ToListAsync());
    }
}

public sealed class KeyTypeContext(DbContextOptions<KeyTypeContext> options) : DbContext(options)
{
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<OrderId>().HaveConversion<OrderIdConverter>();
        configurationBuilder.Properties<PlainCode>().HaveConversion<PlainCodeConverter>();
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<GuidKeyed>();
        modelBuilder.Entity<TypedKeyed>();
        modelBuilder.Entity<PlainStructKeyed>();
        modelBuilder.Entity<StringKeyed>().HasKey(row => row.Code);
        modelBuilder.Entity<EnumKeyed>().HasKey(row => row.Kind);
        modelBuilder.Entity<EnumKeyed>().Property(row => row.Kind).HasConversion<string>();
        modelBuilder.Entity<MixedKeyed>().HasKey(row => new { row.Tenant, row.Kind, row.Name, row.Number });
        modelBuilder.Entity<TimeKeyed>().HasKey(row => row.At);
        modelBuilder.Entity<BinaryKeyed>().HasKey(row => row.Hash);
        modelBuilder.Entity<ShadowKeyed>().Property<int>("Id");
        modelBuilder.Entity<ShadowKeyed>().HasKey("Id");
    }
}
