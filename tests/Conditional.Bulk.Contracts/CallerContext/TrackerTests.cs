using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Conditional.Bulk.Contracts.CallerContext;

/// <summary>Whatever a verb does, the caller's context stays exactly as dirty as it was, and its next SaveChanges saves just that.</summary>
public abstract class TrackerTests(TestProvider provider, EngineSetting engine) : CatalogTests(provider, engine)
{
    public enum Outcome
    {
        CreateSucceeds,
        CreateViolatesUnique,
        CreateViolatesForeignKey,
        CreateIsRefused,
        CreateSpecThrows,
        UpdateSucceeds,
        UpdateViolatesUnique,
        UpdateApplyThrows,
        UpdateMissing,
        PurgeSucceeds,
        PurgeMissing,
        BulkOfAllKinds,
        BulkCancelled,
        AlreadyCancelled,
    }

    public static TheoryData<Outcome, bool> Outcomes
    {
        get
        {
            var data = new TheoryData<Outcome, bool>();
            foreach (var outcome in Enum.GetValues<Outcome>())
            {
                data.Add(outcome, false);
                data.Add(outcome, true);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task Verb_AnyOutcome_CallersChangesStayUnsavedAndAreSavedLater(Outcome outcome, bool joined)
    {
        var context = NewContext();
        await MakeDirtyAsync(context);
        await using var transaction = joined ? await context.Database.BeginTransactionAsync() : null;
        var before = Tracker(context);

        await RunAsync(new WriteOps<CatalogContext>(context), outcome);

        Tracker(context).Should().Be(before);
        await AssertNothingOfTheCallersIsWrittenAsync(context);
        (await context.SaveChangesAsync()).Should().Be(3, "one row was modified, one added, one deleted");
        if (transaction is not null) await transaction.CommitAsync();
        await AssertCallersChangesAreWrittenAsync();
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public async Task Verb_AnyOutcome_FlagsAndTimeoutStay(Outcome outcome, bool inverted)
    {
        var context = NewContext();
        context.ChangeTracker.AutoDetectChangesEnabled = !inverted;
        context.ChangeTracker.LazyLoadingEnabled = !inverted;
        context.ChangeTracker.QueryTrackingBehavior = inverted ? QueryTrackingBehavior.NoTracking : QueryTrackingBehavior.TrackAll;
        context.ChangeTracker.CascadeDeleteTiming = inverted ? CascadeTiming.Never : CascadeTiming.OnSaveChanges;
        context.ChangeTracker.DeleteOrphansTiming = context.ChangeTracker.CascadeDeleteTiming;
        context.Database.AutoSavepointsEnabled = !inverted;
        context.Database.AutoTransactionBehavior = inverted ? AutoTransactionBehavior.Always : AutoTransactionBehavior.WhenNeeded;
        context.Database.SetCommandTimeout(inverted ? 77 : null);
        var before = Flags(context);

        await RunAsync(new WriteOps<CatalogContext>(context), outcome);

        Flags(context).Should().BeEquivalentTo(before);
        context.Database.CurrentTransaction.Should().BeNull();
    }

    /// <summary>An author whose new name was not detected, a new one, and one to delete, beside an unchanged book.</summary>
    private async Task MakeDirtyAsync(CatalogContext context)
    {
        var authors = await context.Authors.Include(author => author.Books).OrderBy(author => author.Id).ToListAsync();
        context.Remove(authors[2].Books[0]);
        context.Add(new Author { Name = "added" });
        authors[0].Name = "modified";
        Tracker(context).Should().Contain("Name: 'modified' Originally 'author 0'").And.NotContain("} Modified");
    }

    private async Task AssertNothingOfTheCallersIsWrittenAsync(CatalogContext context)
    {
        // Through the caller's connection, which sees what its transaction has written.
        var names = await context.Authors.AsNoTracking().Select(author => author.Name).ToListAsync();
        names.Should().BeEquivalentTo("author 0", "author 1", "author 2");
        (await context.Books.AsNoTracking().AnyAsync(book => book.Id == BookIds[2])).Should().BeTrue();
    }

    private async Task AssertCallersChangesAreWrittenAsync()
    {
        (await CommittedAsync(context => context.Authors.Select(author => author.Name).ToListAsync()))
            .Should().BeEquivalentTo("modified", "author 1", "author 2", "added");
        (await CommittedAsync(context => context.Books.AnyAsync(book => book.Id == BookIds[2]))).Should().BeFalse();
    }

    private static object Flags(CatalogContext context) => new
    {
        context.ChangeTracker.AutoDetectChangesEnabled,
        context.ChangeTracker.LazyLoadingEnabled,
        context.ChangeTracker.QueryTrackingBehavior,
        context.ChangeTracker.CascadeDeleteTiming,
        context.ChangeTracker.DeleteOrphansTiming,
        context.Database.AutoSavepointsEnabled,
        context.Database.AutoTransactionBehavior,
        Timeout = context.Database.GetCommandTimeout(),
        ConnectionState = context.Database.GetDbConnection().State,
    };

    private async Task RunAsync(WriteOps<CatalogContext> ops, Outcome outcome)
    {
        using var cancellation = new CancellationTokenSource();
        var missing = new Updater<Book>(UpdaterSpec.For<Book>(_ => { }), int.MaxValue);
        var throwing = CreatorSpec.For<Book>(() => throw new InvalidTimeZoneException());
        var never = OnlyIf.Exists<Author>(author => author.Name == "nobody");
        switch (outcome)
        {
            case Outcome.CreateSucceeds:
                (await ops.CreateAsync(BookSpec("new"))).Id.Should().BePositive();
                break;
            case Outcome.CreateViolatesUnique:
                await Throws<DbUpdateException>(() => ops.CreateAsync(BookSpec("book 0")));
                break;
            case Outcome.CreateViolatesForeignKey:
                await Throws<DbUpdateException>(() => ops.CreateAsync(CreatorSpec.For(() => new Book { Title = "new", AuthorId = -1 })));
                break;
            case Outcome.CreateIsRefused:
                await Throws<ConditionalWriteNotAllowedException>(() => ops.CreateAsync(BookSpec("new").OnlyIf(never)));
                break;
            case Outcome.CreateSpecThrows:
                await Throws<InvalidTimeZoneException>(() => ops.CreateAsync(throwing));
                break;
            case Outcome.UpdateSucceeds:
                (await ops.UpdateAsync(Rename(1, "renamed"))).Title.Should().Be("renamed");
                break;
            case Outcome.UpdateViolatesUnique:
                await Throws<DbUpdateException>(() => ops.UpdateAsync(Rename(1, "book 0")));
                break;
            case Outcome.UpdateApplyThrows:
                var apply = UpdaterSpec.For<Book>(_ => throw new InvalidTimeZoneException());
                await Throws<InvalidTimeZoneException>(() => ops.UpdateAsync(new Updater<Book>(apply, BookIds[1])));
                break;
            case Outcome.UpdateMissing:
                await Throws<ConditionalWriteTargetNotFoundException>(() => ops.UpdateAsync(missing));
                break;
            case Outcome.PurgeSucceeds:
                (await ops.PurgeAsync(new Purger<Book>(BookIds[1]))).Title.Should().Be("book 1");
                break;
            case Outcome.PurgeMissing:
                await Throws<ConditionalWriteTargetNotFoundException>(() => ops.PurgeAsync(new Purger<Book>(int.MaxValue)));
                break;
            case Outcome.BulkOfAllKinds:
                var created = await ops.BulkConditionalCreatePartialAsync<Book>(
                    [BookSpec("new").OnlyIf(!never), BookSpec("book 0").OnlyIf(!never), throwing.OnlyIf(!never), BookSpec("other").OnlyIf(never)]);
                created.Items.Select(item => item.Failure?.Kind).Should().Equal(
                    null, WriteFailureKind.UniqueViolation, WriteFailureKind.SpecFailed, WriteFailureKind.NotAllowed);
                break;
            case Outcome.BulkCancelled:
                var cancelling = CreatorSpec.For<Book>(() =>
                {
                    cancellation.Cancel();
                    return new Book { Title = "cancelled", AuthorId = AuthorIds[1] };
                });
                await Throws<OperationCanceledException>(
                    () => ops.BulkCreatePartialAsync([BookSpec("new"), cancelling], cancellationToken: cancellation.Token));
                break;
            case Outcome.AlreadyCancelled:
                await cancellation.CancelAsync();
                await Throws<OperationCanceledException>(() => ops.CreateAsync(BookSpec("new"), cancellation.Token));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome));
        }
    }

    private static Task Throws<TException>(Func<Task> verb) where TException : Exception => verb.Should().ThrowAsync<TException>();
}
