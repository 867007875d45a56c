namespace Conditional.Bulk.Contracts.Checks;

/// <summary>Failures translated into exceptions of the domain.</summary>
public abstract class IntegrityCheckTests(TestProvider provider, EngineSetting engine)
    : ContractTests<StockContext>(provider, engine)
{
    private const int MissingKey = int.MaxValue;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync(new Article { Name = "taken", Number = 1 });
    }

    /// <summary>Changes that fail, by the kind of failure.</summary>
    private static readonly Dictionary<WriteFailureKind, Action<Article>> s_bad = new()
    {
        [WriteFailureKind.UniqueViolation] = article => article.Name = "taken",
        [WriteFailureKind.ForeignKeyViolation] = article => article.SupplierId = MissingKey,
        [WriteFailureKind.CheckViolation] = article => article.Stock = -1,
        [WriteFailureKind.NotNullViolation] = article => article.Name = null!,
        [WriteFailureKind.InvalidValue] = article => article.Rating = -1,
        [WriteFailureKind.SpecFailed] = _ => throw new NotSupportedException(),
        [WriteFailureKind.Other] = article => article.Name = "raise",
        [WriteFailureKind.ConcurrencyConflict] = article => article.Name = "skip",
    };

    public static TheoryData<WriteFailureKind> Kinds => [.. s_bad.Keys];

    [Theory, MemberData(nameof(Kinds))]
    public async Task Create_KindMatches_ThrowsTheDomainsException(WriteFailureKind kind)
    {
        await AddTriggersAsync("INSERT");

        await VerifyTranslatedAsync(kind, ops => ops.CreateAsync(Create(s_bad[kind], Any(kind))));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Update_KindMatches_ThrowsTheDomainsException(WriteFailureKind kind)
    {
        await AddTriggersAsync("UPDATE");
        var id = await SeedArticleAsync();

        await VerifyTranslatedAsync(kind, ops => ops.UpdateAsync(Update(id, s_bad[kind], Any(kind))));
    }

    [Fact]
    public Task Update_RowMissing_ThrowsTheDomainsException() => VerifyTranslatedAsync(
        WriteFailureKind.TargetNotFound,
        ops => ops.UpdateAsync(Update(MissingKey, _ => { }, Any(WriteFailureKind.TargetNotFound))));

    [Fact]
    public Task Purge_RowMissing_ThrowsTheDomainsException() => VerifyTranslatedAsync(
        WriteFailureKind.TargetNotFound, ops => ops.PurgeAsync(Purge(MissingKey, Any(WriteFailureKind.TargetNotFound))));

    [Fact]
    public async Task Purge_RowIsReferredTo_ThrowsTheDomainsException()
    {
        var id = await SeedArticleAsync();
        await SeedAsync(new Article { Name = "part", Number = 3, PartOfId = id });

        await VerifyTranslatedAsync(
            WriteFailureKind.ForeignKeyViolation, ops => ops.PurgeAsync(Purge(id, Any(WriteFailureKind.ForeignKeyViolation))));
    }

    [Fact]
    public async Task BulkCreate_TranslatedAndNot_EachItemHasItsOwn()
    {
        var result = await NewOps().BulkCreatePartialAsync(
        [
            Create(article => article.Name = "taken", Any(WriteFailureKind.UniqueViolation)),
            Create(article => article.Name = "good", Any(WriteFailureKind.UniqueViolation)),
            Create(article => article.Name = "taken"),
            Create(article => article.Stock = -1, Any(WriteFailureKind.UniqueViolation), Any(WriteFailureKind.CheckViolation)),
        ]);

        result.Items.Select(item => item.Failure?.Kind).Should().Equal(
            WriteFailureKind.UniqueViolation, null, WriteFailureKind.UniqueViolation, WriteFailureKind.CheckViolation);
        result.Failed.Select(failure => (failure.Index, (failure.Exception as StockException)?.Message)).Should().Equal(
            (0, nameof(WriteFailureKind.UniqueViolation)), (2, null), (3, nameof(WriteFailureKind.CheckViolation)));
        result.Failed.Should().OnlyContain(failure => WriteFailure.Of(failure.Exception) == failure);
        ((StockException)result.Failed[2].Exception).Original.Index.Should().Be(3);
        (await CommittedAsync(context => context.Articles.CountAsync())).Should().Be(2);
    }

    [Theory, InlineData("ux_articles_name", true), InlineData("ux_articles_number", false), InlineData("ux_elsewhere", false)]
    public async Task Create_NamedUniqueIndex_MatchesExactlyItsName(string constraint, bool matches) => VerifyTranslated(
        await ThrownAsync(ops => ops.CreateAsync(
            Create(article => article.Name = "taken", Named(WriteFailureKind.UniqueViolation, constraint)))),
        matches ? constraint : null);

    [Theory, InlineData("ck_articles_stock", true), InlineData("ck_articles_other", false)]
    public async Task Update_NamedCheckConstraint_MatchesExactlyItsName(string constraint, bool matches)
    {
        var id = await SeedArticleAsync();
        var update = Update(id, article => article.Stock = -1, Named(WriteFailureKind.CheckViolation, constraint));

        VerifyTranslated(await ThrownAsync(ops => ops.UpdateAsync(update)), matches ? constraint : null);
    }

    [Theory]
    [InlineData(WriteFailureKind.UniqueViolation, "ux_articles_nmae", "'ux_articles_name'")]
    [InlineData(WriteFailureKind.UniqueViolation, "UX_ARTICLES_NAME", "'ux_articles_name'")]
    [InlineData(WriteFailureKind.UniqueViolation, "ux_articles_numbr", "'ux_articles_number'")]
    [InlineData(WriteFailureKind.UniqueViolation, "PKArticles", "'PK_Articles'")]
    [InlineData(WriteFailureKind.ForeignKeyViolation, "fk_articles_suplier", "'fk_articles_supplier'")]
    [InlineData(WriteFailureKind.RestrictViolation, "fk_articles_partof", "'fk_articles_part_of'")]
    public async Task BulkCreate_MisspeltConstraint_ThrowsBeforeAnyItemAndNamesTheNearest(WriteFailureKind kind, string given, string near)
    {
        var calls = 0;
        var create = () => NewOps().BulkCreatePartialAsync(
            [Create(_ => calls++, Named(WriteFailureKind.UniqueViolation, "ux_articles_name")), Create(_ => calls++, Named(kind, given))]);

        (await create.Should().ThrowAsync<InvalidOperationException>()).WithMessage($"Item 1: *'{given}'*{near}*");
        calls.Should().Be(0);
    }

    [Theory]
    [InlineData(WriteFailureKind.UniqueViolation, "ux_articles_name_lower")]
    [InlineData(WriteFailureKind.UniqueViolation, "ux_suppliers_name")]
    [InlineData(WriteFailureKind.ExclusionViolation, "ux_articles_nmae")]
    [InlineData(WriteFailureKind.CheckViolation, "ux_articles_name")]
    public async Task BulkUpdate_ConstraintThatTheModelNeedNotKnow_IsTaken(WriteFailureKind kind, string given)
    {
        var id = await SeedArticleAsync();

        var result = await NewOps().BulkUpdatePartialAsync([Update(id, article => article.Stock = 1, Named(kind, given))]);

        result.HasFailures.Should().BeFalse();
    }

    [Fact]
    public async Task UpdateAndPurge_MisspeltConstraint_Throw()
    {
        var check = Named(WriteFailureKind.ForeignKeyViolation, "fk_articles_partof");

        (await ThrownAsync(ops => ops.UpdateAsync(Update(MissingKey, _ => { }, check)))).Should().BeOfType<InvalidOperationException>();
        (await ThrownAsync(ops => ops.PurgeAsync(Purge(MissingKey, check)))).Should().BeOfType<InvalidOperationException>();
    }

    [Fact]
    public async Task Purge_NamedForeignKey_MatchesWhereTheProviderTellsIt()
    {
        var id = await SeedArticleAsync();
        await SeedAsync(new Article { Name = "part", Number = 3, PartOfId = id });
        var purge = Purge(id, Named(WriteFailureKind.ForeignKeyViolation, "fk_articles_part_of"));

        VerifyTranslated(
            await ThrownAsync(ops => ops.PurgeAsync(purge)), Provider.TellsConstraints ? "fk_articles_part_of" : null);
    }

    [Fact]
    public async Task Create_NamedButConstraintUnknown_DoesNotMatch()
    {
        var create = Create(article => article.Name = null!, Named(WriteFailureKind.NotNullViolation, "Name"));

        VerifyTranslated(await ThrownAsync(ops => ops.CreateAsync(create)), null);
    }

    [Fact]
    public async Task Purge_NamedButNoConstraint_DoesNotMatch()
    {
        var purge = Purge(MissingKey, Named(WriteFailureKind.TargetNotFound, "Articles"));

        (await ThrownAsync(ops => ops.PurgeAsync(purge))).Should().BeOfType<ConditionalWriteTargetNotFoundException>();
    }

    [Fact]
    public async Task Create_SeveralMatch_FirstWins()
    {
        var create = Create(
            article => article.Name = "taken",
            Named(WriteFailureKind.CheckViolation, "ux_articles_name"),
            Named(WriteFailureKind.UniqueViolation, "ux_articles_number"),
            Named(WriteFailureKind.UniqueViolation, "ux_articles_name"),
            Any(WriteFailureKind.UniqueViolation));

        VerifyTranslated(await ThrownAsync(ops => ops.CreateAsync(create)), "ux_articles_name");
    }

    [Fact]
    public async Task Create_GeneralBeforeNamed_FirstWins()
    {
        var create = Create(
            article => article.Name = "taken",
            Any(WriteFailureKind.UniqueViolation),
            Named(WriteFailureKind.UniqueViolation, "ux_articles_name"));

        VerifyTranslated(await ThrownAsync(ops => ops.CreateAsync(create)), nameof(WriteFailureKind.UniqueViolation));
    }

    [Fact]
    public async Task Create_GateRefuses_NoCheckMatches()
    {
        var checks = Enum.GetValues<WriteFailureKind>().Except([WriteFailureKind.NotAllowed, WriteFailureKind.NotAttempted]).Select(Any).ToArray();
        var create = Create(article => article.Name = "taken", checks).OnlyIf(OnlyIf.Exists<Supplier>(_ => true));

        (await ThrownAsync(ops => ops.CreateAsync(create))).Should().BeOfType<ConditionalWriteNotAllowedException>();
    }

    [Fact]
    public async Task Create_Succeeds_FactoryIsNotCalled()
    {
        var calls = 0;
        var check = new IntegrityCheck(WriteFailureKind.Other, failure => new StockException($"{calls++}", failure));

        await NewOps().CreateAsync(Create(article => article.Name = "good", check));

        calls.Should().Be(0);
    }

    [Fact]
    public async Task Create_FactoryThrows_KeepsTheOriginalAndLogsAWarning()
    {
        var log = new LogRecorder();
        var mistake = new NotSupportedException();

        var thrown = await ThrownAsync(
            ops => ops.CreateAsync(Create(
                article => article.Name = "taken",
                new IntegrityCheck(WriteFailureKind.UniqueViolation, _ => throw mistake),
                Any(WriteFailureKind.UniqueViolation))),
            log.Configure);

        VerifyTranslated(thrown, null);
        log.Warnings.Should().ContainSingle().Which.Exception.Should().BeSameAs(mistake);
    }

    [Fact]
    public async Task Create_FactoryReturnsNull_KeepsTheOriginalAndLogsAWarning()
    {
        var log = new LogRecorder();
        var check = new IntegrityCheck(WriteFailureKind.UniqueViolation, _ => null!);

        var thrown = await ThrownAsync(ops => ops.CreateAsync(Create(article => article.Name = "taken", check)), log.Configure);

        VerifyTranslated(thrown, null);
        log.Warnings.Should().ContainSingle();
    }

    [Fact]
    public async Task Create_FactoryWorks_LogsNoWarning()
    {
        var log = new LogRecorder();

        var create = Create(article => article.Name = "taken", Any(WriteFailureKind.UniqueViolation));

        await ThrownAsync(ops => ops.CreateAsync(create), log.Configure);

        log.Warnings.Should().BeEmpty();
    }

    private static IntegrityCheck Any(WriteFailureKind kind) => new(kind, failure => new StockException($"{kind}", failure));

    private static IntegrityCheck Named(WriteFailureKind kind, string constraint) =>
        new(kind, constraint, failure => new StockException(constraint, failure));

    private static CreatorSpec<Article> Create(Action<Article> change, params IntegrityCheck[] checks) => CreatorSpec.For(
        () =>
        {
            var article = new Article { Name = "new", Number = 2 };
            change(article);
            return article;
        },
        checks);

    private static Updater<Article> Update(int id, Action<Article> change, params IntegrityCheck[] checks) =>
        new(UpdaterSpec.For(change, checks), id);

    private static Purger<Article> Purge(int id, params IntegrityCheck[] checks) => new(id) { IntegrityChecks = checks };

    private async Task<int> SeedArticleAsync()
    {
        var article = new Article { Name = "seeded", Number = 2 };
        await SeedAsync(article);
        return article.Id;
    }

    private async Task AddTriggersAsync(string verb)
    {
        await ExecuteAsync(Provider.TriggerThatRaises("Articles", $"BEFORE {verb}", """NEW."Name" = 'raise'""", "no"));
        await ExecuteAsync(Provider.TriggerThatSkips("Articles", $"BEFORE {verb}", """NEW."Name" = 'skip'"""));
    }

    private async Task<Exception> ThrownAsync(
        Func<WriteOps<StockContext>, Task<Article>> write, Action<DbContextOptionsBuilder>? configure = null) =>
        (await FluentActions.Awaiting(() => write(NewOps(configure))).Should().ThrowAsync<Exception>()).Which;

    /// <summary>The exception is the domain's of that name, or if there is none, EF's.</summary>
    private static void VerifyTranslated(Exception thrown, string? name)
    {
        if (name is null) thrown.Should().BeOfType<DbUpdateException>();
        else thrown.Should().BeOfType<StockException>().Which.Message.Should().Be(name);

        WriteFailure.Of(thrown)!.Exception.Should().BeSameAs(thrown);
    }

    private async Task VerifyTranslatedAsync(WriteFailureKind kind, Func<WriteOps<StockContext>, Task<Article>> write)
    {
        var thrown = await ThrownAsync(write);

        var original = thrown.Should().BeOfType<StockException>().Which.Original;
        original.Kind.Should().Be(kind);
        original.Exception.Should().NotBeSameAs(thrown);
        original.Exception.Should().BeOfType(kind switch
        {
            WriteFailureKind.SpecFailed => typeof(NotSupportedException),
            WriteFailureKind.TargetNotFound => typeof(ConditionalWriteTargetNotFoundException),
            WriteFailureKind.ConcurrencyConflict => typeof(DbUpdateConcurrencyException),
            _ => typeof(DbUpdateException),
        });
        var facts = WriteFailure.Of(thrown);
        facts.Should().BeEquivalentTo(original, options => options.Excluding(failure => failure.Exception));
        facts!.Exception.Should().BeSameAs(thrown);
    }
}
