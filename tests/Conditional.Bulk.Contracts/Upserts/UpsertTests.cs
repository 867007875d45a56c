using static Conditional.Bulk.Contracts.Upserts.UpsertWrites;

namespace Conditional.Bulk.Contracts.Upserts;

/// <summary>An upsert changes the row that is there, creates the row that is not, and says which.</summary>
public abstract class UpsertTests(TestProvider provider, EngineSetting engine) : ContractTests<UpsertContext>(provider, engine)
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(
            new Counter { Id = 1, Count = 10 },
            new Setting { Name = "colour", Value = "red" },
            new Product { Sku = "A", Name = "Anvil", Price = 1 },
            new Product { Sku = "B", Name = "Bell", Price = 2 },
            new Country { Code = "AT", Name = "Austria" },
            new Member { TenantId = 1, ExternalId = 1, Name = "Ann" },
            new Member { TenantId = 1, ExternalId = 2, Name = "Bob", IsDeleted = true },
            new Member { TenantId = UpsertContext.HiddenTenant, ExternalId = 1, Name = "Cid" });
    }

    [Fact]
    public async Task Upsert_RowIsMissing_IsCreated()
    {
        var (product, action) = await NewOps().UpsertAsync(UpsertProduct("C", 3));

        action.Should().Be(WriteAction.Created);
        product.Id.Should().BePositive();
        (await ProductsAsync()).Should().Equal("A Anvil 1", "B Bell 2", "C product C 3");
    }

    [Fact]
    public async Task Upsert_RowIsThere_IsUpdated()
    {
        var (product, action) = await NewOps().UpsertAsync(UpsertProduct("A", 3, "another name"));

        action.Should().Be(WriteAction.Updated);
        product.Name.Should().Be("Anvil");
        (await ProductsAsync()).Should().Equal("A Anvil 3", "B Bell 2");
    }

    [Fact]
    public async Task Upsert_NothingToChange_IsUnchanged()
    {
        var (product, action) = await NewOps().UpsertAsync(UpsertProduct("A", 1));

        action.Should().Be(WriteAction.Unchanged);
        product.Name.Should().Be("Anvil");
    }

    [Fact]
    public async Task Upsert_NoUpdaterSpec_IsCreateOrGet()
    {
        var ops = NewOps();

        var (first, created) = await ops.UpsertAsync(new Upserter<Product>(NewProduct("C", 3), null, Sku("C")));
        var (second, unchanged) = await ops.UpsertAsync(new Upserter<Product>(NewProduct("C", 4), null, Sku("C")));

        created.Should().Be(WriteAction.Created);
        unchanged.Should().Be(WriteAction.Unchanged);
        second.Should().NotBeSameAs(first);
        (second.Id, second.Price).Should().Be((first.Id, 3));
    }

    [Fact]
    public async Task BulkUpsert_SomeAreThere_EachSaysWhatWasDone()
    {
        var result = await NewOps().BulkUpsertPartialAsync(
            [UpsertProduct("A", 1), UpsertProduct("C", 3), UpsertProduct("B", 5), UpsertProduct("D", 4), UpsertProduct("E", 5)]);

        result.Outcomes().Should().Equal("Unchanged", "Created", "Updated", "Created", "Created");
        result.Succeeded.Select(product => product.Sku).Should().Equal("A", "C", "B", "D", "E");
        result.Succeeded.Should().OnlyContain(product => product.Id > 0).And.OnlyHaveUniqueItems(product => product.Id);
        (await ProductsAsync()).Should().Equal("A Anvil 1", "B Bell 5", "C product C 3", "D product D 4", "E product E 5");
    }

    [Fact]
    public async Task BulkUpsert_SameNewKeyTwice_IsCreatedThenUpdated()
    {
        var result = await NewOps().BulkUpsertPartialAsync([Count(7), Count(8), Count(7, 0), Count(7, 5), Count(1)]);

        result.Outcomes().Should().Equal("Created", "Created", "Unchanged", "Updated", "Updated");
        (await CountersAsync()).Should().Equal("1 11", "7 6", "8 1");
    }

    [Fact]
    public async Task BulkUpsert_FirstOfTheSameKeyFails_SecondCreates()
    {
        var result = await NewOps().BulkUpsertPartialAsync([UpsertProduct("C", -1), UpsertProduct("C", 3), UpsertProduct("C", 3)]);

        result.Outcomes().Should().Equal("CheckViolation", "Created", "Unchanged");
    }

    [Fact]
    public async Task BulkWrite_UpsertAfterPurgeOfTheSameKey_CreatesAgain()
    {
        var result = await NewOps().BulkWritePartialAsync(Batch(
            UpsertProduct("A", 7), new Purger<Product>(Sku("A")), UpsertProduct("A", 8, "new"), new Updater<Product>(Raise(1), Sku("A"))));

        Outcomes(result).Should().Equal("Updated", "Purged", "Created", "Updated");
        (await ProductsAsync()).Should().Equal("A new 9", "B Bell 2");
    }

    [Fact]
    public async Task BulkWrite_OneRowByTwoKeys_SecondSeesTheFirst()
    {
        var id = await CommittedAsync(context => context.Set<Product>().Where(product => product.Sku == "A").Select(product => product.Id).SingleAsync());

        var result = await NewOps().BulkWritePartialAsync(Batch(
            new Updater<Product>(Raise(1), id),
            UpsertProduct("B", 2),
            new Upserter<Product>(NewProduct("A", 0), Raise(1), Sku("A")),
            new Updater<Product>(Raise(1), Key<Product>.Of(product => product.Name, "Anvil")),
            new Purger<Product>(id),
            UpsertProduct("A", 9, "Anvil")));

        Outcomes(result).Should().Equal("Updated", "Unchanged", "Updated", "Updated", "Purged", "Created");
        ((Product)result.Items[3].Entity!).Price.Should().Be(4);
        (await ProductsAsync()).Should().Equal("A Anvil 9", "B Bell 2");
    }

    [Fact]
    public async Task BulkWrite_KeyThatAnItemBeforeSets_IsFound()
    {
        var result = await NewOps().BulkWritePartialAsync(Batch(
            new Updater<Product>(UpdaterSpec.For<Product>(product => product.Sku = "X"), Sku("A")), UpsertProduct("X", 5), UpsertProduct("A", 6)));

        Outcomes(result).Should().Equal("Updated", "Updated", "Created");
        (await ProductsAsync()).Should().Equal("A product A 6", "B Bell 2", "X Anvil 5");
    }

    [Fact]
    public async Task BulkWrite_CreateBeforeUpsertOfItsKey_IsFound()
    {
        var result = await NewOps().BulkWritePartialAsync(Batch(
            NewProduct("C", 1), UpsertProduct("D", 1), UpsertProduct("C", 2), new Purger<Product>(Sku("D")), NewProduct("D", 7), UpsertProduct("D", 7)));

        Outcomes(result).Should().Equal("Created", "Created", "Updated", "Purged", "Created", "Unchanged");
    }

    [Fact]
    public async Task BulkUpsert_OtherUniqueConstraintIsViolated_IsItsFailure()
    {
        var result = await NewOps().BulkUpsertPartialAsync(
            [UpsertProduct("D", 1, "new"), UpsertProduct("C", 3, "Anvil"), UpsertProduct("E", 3, "new"), UpsertProduct("A", 4)]);

        result.Outcomes().Should().Equal("Created", "UniqueViolation", "UniqueViolation", "Updated");
        result.Failed.Select(failure => failure.ConstraintName).Should().Equal("IX_Product_Name", "IX_Product_Name");
        (await ProductsAsync()).Should().Equal("A Anvil 4", "B Bell 2", "D new 1");
    }

    /// <summary>Which of two rows with one name is kept depends on the order of the items alone.</summary>
    [Fact]
    public async Task BulkUpsert_NewRowsInEachOthersWay_FirstItemWins()
    {
        var result = await NewOps().BulkUpsertPartialAsync(
            [UpsertProduct("Z", 1, "same"), UpsertProduct("Y", 2, "same"), UpsertProduct("X", 3, "same"), UpsertProduct("W", 3)]);

        result.Outcomes().Should().Equal("Created", "UniqueViolation", "UniqueViolation", "Created");
        (await ProductsAsync()).Should().Equal("A Anvil 1", "B Bell 2", "W product W 3", "Z same 1");
    }

    [Fact]
    public async Task BulkUpsert_UpdateFreesWhatANewRowTakes_OrderOfTheItemsCounts()
    {
        Upserter<Product> rename = new(NewProduct("A", 0), UpdaterSpec.For<Product>(product => product.Name = "free"), Sku("A"));

        var result = await NewOps().BulkUpsertPartialAsync([UpsertProduct("Y", 1, "Anvil"), rename, UpsertProduct("X", 1, "Anvil")]);

        result.Outcomes().Should().Equal("UniqueViolation", "Updated", "Created");
        (await ProductsAsync()).Should().Equal("A free 1", "B Bell 2", "X Anvil 1");
    }

    [Fact]
    public async Task BulkUpsert_ManyNewRowsInAnyOrder_AllAreCreated()
    {
        int[] order = [.. Enumerable.Range(100, 150)];
        new Random(5).Shuffle(order);

        var result = await NewOps().BulkUpsertPartialAsync(order.Select(id => Count(id, id)));

        result.Outcomes().Should().OnlyContain(outcome => outcome == "Created");
        result.Items.Select(item => item.Entity!.Id).Should().Equal(order);
        (await CountersAsync()).Should().HaveCount(151).And.Contain("249 249");
    }

    [Fact]
    public async Task BulkUpsert_ByEachKindOfKey_FindsAndCreates()
    {
        var result = await NewOps().BulkWritePartialAsync(Batch(
            UpsertCountry("AT", "Österreich"), UpsertCountry("DE", "Deutschland"), Set("colour", "red"), Set("size", "1"),
            UpsertMember(1, 1, "Anna"), UpsertMember(2, 1, "Dan"), PutStock(1, 1, 5), PutStock(1, 1, 6), PutStock(1, 2, 6)));

        Outcomes(result).Should().Equal("Updated", "Created", "Unchanged", "Created", "Updated", "Created", "Created", "Updated", "Created");
        result.Succeeded<Country>().Select(country => country.Name).Should().Equal("Österreich", "Deutschland");
        (await CommittedAsync(context => context.Set<Stock>().CountAsync())).Should().Be(2);
    }

    [Fact]
    public async Task BulkUpsert_FilteredIndex_IsFoundAndCreated()
    {
        await SeedAsync(new Coupon { Code = "X", IsActive = true }, new Coupon { Code = "X" }, new Coupon { Code = "Y" });

        var result = await NewOps().BulkUpsertPartialAsync([Use("Y"), Use("Z"), Use("X"), Use("Z")]);

        result.Outcomes().Should().Equal("Updated", "Created", "Other", "Updated");
        (await CommittedAsync(context => context.Set<Coupon>().Where(coupon => coupon.Code != "X").OrderBy(coupon => coupon.Code)
            .Select(coupon => $"{coupon.Code} {coupon.Uses}").ToListAsync())).Should().Equal("Y 1", "Z 2");
    }

    [Fact]
    public async Task BulkUpsert_SpecsFail_EachIsItsFailure()
    {
        static Counter Throw() => throw new InvalidOperationException("no row");
        static void Break(Counter counter) => counter.Id = 77;
        static void Fail(Counter counter) => throw new InvalidOperationException("no change");

        var result = await NewOps().BulkUpsertPartialAsync<Counter>(
        [
            new(CreatorSpec.For(Throw), null, 5),
            new(CreatorSpec.For(() => new Counter { Id = 6 }), null, 5),
            new(CreatorSpec.For<Counter>(() => null!), null, 5),
            new(CreatorSpec.For(Throw), UpdaterSpec.For<Counter>(Fail), 1),
            new(CreatorSpec.For(Throw), UpdaterSpec.For<Counter>(Break), 1),
            new(CreatorSpec.For(Throw), null, 1),
            Count(5),
        ]);

        result.Outcomes().Should().Equal("SpecFailed", "SpecFailed", "SpecFailed", "SpecFailed", "SpecFailed", "Unchanged", "Created");
        (await CountersAsync()).Should().Equal("1 10", "5 1");
    }

    [Fact]
    public async Task BulkUpsert_Checks_AreThoseOfTheSpecThatRan()
    {
        static IntegrityCheck To<TException>() where TException : Exception, new() => new(WriteFailureKind.CheckViolation, _ => new TException());
        Upserter<Product> Wrong(string sku) => new(
            CreatorSpec.For(() => new Product { Sku = sku, Name = sku, Price = -1 }, To<NotSupportedException>()),
            UpdaterSpec.For<Product>(product => product.Price = -1, To<NotImplementedException>()),
            Sku(sku));

        var result = await NewOps().BulkUpsertPartialAsync([Wrong("A"), Wrong("C")]);

        result.Failed.Select(failure => failure.Exception.GetType()).Should().Equal(typeof(NotImplementedException), typeof(NotSupportedException));
    }

    [Fact]
    public async Task BulkUpsert_JoinedTransaction_IsTheCallers()
    {
        var context = NewContext();
        var ops = new WriteOps<UpsertContext>(context);
        await using (await context.Database.BeginTransactionAsync())
        {
            (await ops.BulkUpsertPartialAsync([Count(7), Count(1), Count(7)])).Outcomes().Should().Equal("Created", "Updated", "Updated");
            (await ops.UpsertAsync(Count(7))).Entity.Count.Should().Be(3);
        }

        (await CountersAsync()).Should().Equal("1 10");
        context.ChangeTracker.Entries().Should().BeEmpty();
    }

    [Fact]
    public async Task BulkConditionalUpsert_GateWithoutTheRow_DecidesBeforeAnythingRuns()
    {
        var built = 0;
        Upserter<Counter> New(int id) => new(
            CreatorSpec.For(() =>
            {
                built++;
                return new Counter { Id = id, Count = 1 };
            }),
            UpdaterSpec.For<Counter>(counter => counter.Count++),
            id);
        var seeded = OnlyIf.Exists<Setting>(setting => setting.Name == "colour");
        var nothing = OnlyIf.Exists<Setting>(setting => setting.Name == "nothing");
        var high = OnlyIf.Target<Counter>(counter => counter.Count > 5);

        var result = await NewOps().BulkConditionalUpsertPartialAsync(
        [
            New(2).OnlyIf(seeded), New(3).OnlyIf(nothing), New(4).OnlyIf(high), New(5).OnlyIf(high & nothing), New(6).OnlyIf(high | seeded),
            New(1).OnlyIf(high), New(1).OnlyIf(!high), New(7).OnlyIf(high | OnlyIf.NotExists<Counter>(counter => counter.Id == 7)),
        ]);

        result.Outcomes().Should().Equal("Created", "NotAllowed", "TargetNotFound", "NotAllowed", "Created", "Updated", "NotAllowed", "Created");
        built.Should().Be(3);
        (await CountersAsync()).Should().Equal("1 11", "2 1", "6 1", "7 1");
    }

    [Fact]
    public async Task BulkConditionalUpsert_RowOfAnItemBefore_IsWhatTheGateSees()
    {
        var low = OnlyIf.Target<Product>(product => product.Price < 5);

        var result = await NewOps().BulkWritePartialAsync(Batch(
            NewProduct("C", 3), UpsertProduct("C", 7).OnlyIf(low), UpsertProduct("C", 8).OnlyIf(low), UpsertProduct("D", 7).OnlyIf(low)));

        Outcomes(result).Should().Equal("Created", "Updated", "NotAllowed", "TargetNotFound");
    }

    [Fact]
    public async Task BulkUpsert_RowBehindAFilter_IsNeverWritten()
    {
        var result = await NewOps().BulkUpsertPartialAsync(
        [
            UpsertMember(1, 2, "Bert"), UpsertMember(UpsertContext.HiddenTenant, 1, "x"), UpsertMember(1, 3, "Cat"),
            UpsertMember(UpsertContext.HiddenTenant, 1, "x", UpsertContext.SoftDelete),
        ]);

        result.Outcomes().Should().Equal("UniqueViolation", "UniqueViolation", "Created", "UniqueViolation");
        (await MembersAsync()).Should().Equal("1/1 Ann", "1/2 Bob deleted", "1/3 Cat", "13/1 Cid");
    }

    [Fact]
    public async Task BulkWrite_FilterIsIgnored_RowIsFoundAndBroughtBack()
    {
        Key<Member> key = Key<Member>.Of(member => member.TenantId, 1).And(member => member.ExternalId, 2);

        var result = await NewOps().BulkWritePartialAsync(Batch(
            new Updater<Member>(UpdaterSpec.For<Member>(member => member.Name = "x"), key),
            UpsertMember(1, 2, "Bert", UpsertContext.SoftDelete),
            UpsertMember(1, 2, "Bert"),
            UpsertMember(UpsertContext.HiddenTenant, 1, "Cyd", UpsertContext.Tenant, UpsertContext.SoftDelete).OnlyIf(OnlyIf.Target<Member>(m => m.Name == "Cid")),
            new Purger<Member>(Key<Member>.Of(member => member.TenantId, UpsertContext.HiddenTenant).And(member => member.ExternalId, 1L))
            {
                IgnoreQueryFilters = [UpsertContext.Tenant],
            }));

        Outcomes(result).Should().Equal("TargetNotFound", "Updated", "Unchanged", "Updated", "Purged");
        (await MembersAsync()).Should().Equal("1/1 Ann", "1/2 Bert");
    }

    [Fact]
    public async Task BulkUpsert_MoreFailuresThanTolerated_RestIsNotAttempted()
    {
        var result = await NewOps().BulkUpsertPartialAsync(
            [UpsertProduct("C", 1), UpsertProduct("D", -1), UpsertProduct("E", 1), UpsertProduct("F", 1)], new() { MaxFailures = 0 });

        result.Outcomes().Should().Equal("Created", "CheckViolation", "NotAttempted", "NotAttempted");
        (await ProductsAsync()).Should().Equal("A Anvil 1", "B Bell 2", "C product C 1");
    }

    [Fact]
    public async Task BulkUpdateAndPurge_ByOtherKeys_FindTheirRows()
    {
        var ops = NewOps();

        var updated = await ops.BulkUpdatePartialAsync<Product>(
            [new(Raise(1), Sku("A")), new(Raise(1), Sku("nothing")), new(Raise(1), Key<Product>.Of(product => product.Name, "Bell"))]);
        var purged = await ops.BulkPurgePartialAsync<Product>([new(Sku("B")), new(Sku("B")), new(Sku("nothing"))]);

        updated.Outcomes().Should().Equal("Updated", "TargetNotFound", "Updated");
        purged.Outcomes().Should().Equal("Purged", "TargetNotFound", "TargetNotFound");
        (await ProductsAsync()).Should().Equal("A Anvil 2");
    }

    private static UpdaterSpec<Product> Raise(decimal by) => UpdaterSpec.For<Product>(product => product.Price += by);

    private static Upserter<Stock> PutStock(int shop, int article, int pieces) => new(
        CreatorSpec.For(() => new Stock { Shop = shop, Article = article, Pieces = pieces }),
        UpdaterSpec.For<Stock>(stock => stock.Pieces = pieces),
        shop, article);

    private static Upserter<Coupon> Use(string code) => new(
        CreatorSpec.For(() => new Coupon { Code = code, Uses = 1 }),
        UpdaterSpec.For<Coupon>(coupon => coupon.Uses++),
        Key<Coupon>.Of(coupon => coupon.Code, code));

    private static WriteBatch<int> Batch(params IBulkWrite[] writes) => new(Enumerable.Range(0, writes.Length), i => writes[i]);

    private static IEnumerable<string> Outcomes(BatchResult<int> result) =>
        result.Items.Select(item => item.IsSuccess ? $"{item.Action}" : $"{item.Failure.Kind}");

    private Task<List<string>> ProductsAsync() => CommittedAsync(async context =>
        (await context.Set<Product>().AsNoTracking().OrderBy(row => row.Sku).ToListAsync())
        .ConvertAll(row => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{row.Sku} {row.Name} {row.Price:0}")));

    private Task<List<string>> CountersAsync() => CommittedAsync(context =>
        context.Set<Counter>().OrderBy(row => row.Id).Select(row => $"{row.Id} {row.Count}").ToListAsync());

    private Task<List<string>> MembersAsync() => CommittedAsync(context => context.Set<Member>().IgnoreQueryFilters()
        .OrderBy(row => row.TenantId).ThenBy(row => row.ExternalId)
        .Select(row => row.TenantId + "/" + row.ExternalId + " " + row.Name + (row.IsDeleted ? " deleted" : "")).ToListAsync());
}
