namespace Conditional.Bulk.Contracts.Operations;

/// <summary>One transaction around the work: kept if it returns, undone if it throws.</summary>
public abstract class WriteAsyncTests(TestProvider provider, EngineSetting engine) : NoteTests(provider, engine)
{
    [Fact]
    public async Task Write_WorkReturns_EverythingIsCommitted()
    {
        var seenDuringWork = -1;

        var result = await NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Note.New("single"), token);
            var bulk = await ops.BulkCreatePartialAsync([Note.New("a"), Note.New("a"), Note.New("b")], cancellationToken: token);
            seenDuringWork = await CommittedAsync(context => context.Notes.CountAsync(token));
            return bulk;
        });

        seenDuringWork.Should().Be(0);
        result.ShouldFailOnlyAt(1, WriteFailureKind.UniqueViolation);
        (await NotesAsync()).Should().Equal("single", "a", "b");
    }

    [Fact]
    public async Task Write_WorkThrows_NothingIsKept()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Note.New("verb"), token);
            ops.Context.Add(new Note { Text = "own" });
            await ops.Context.SaveChangesAsync(token);
            throw new NotSupportedException();
        });

        await write.Should().ThrowAsync<NotSupportedException>();
        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Write_ThrowIfAnyFailed_MakesTheCallAllOrNothing()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
            (await ops.BulkCreatePartialAsync([Note.New("a"), Note.New("a"), Note.New("b")], cancellationToken: token))
            .ThrowIfAnyFailed());

        (await write.Should().ThrowAsync<BulkWriteException>()).Which.Failures.Should().ContainSingle()
            .Which.Index.Should().Be(1);
        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Write_ThrowIfAnyFailedWithoutFailures_ReturnsTheResult()
    {
        var result = await NewOpsProvider().WriteAsync(async (ops, token) =>
            (await ops.BulkCreatePartialAsync([Note.New("a"), Note.New("b")], cancellationToken: token)).ThrowIfAnyFailed());

        result.Succeeded.Should().HaveCount(2);
        (await NotesAsync()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task Write_SingleVerbFailsAndIsCaught_TheRestIsCommitted()
    {
        await NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Note.New("a"), token);
            var duplicate = () => ops.CreateAsync(Note.New("a"), token);
            await duplicate.Should().ThrowAsync<DbUpdateException>();
            await ops.CreateAsync(Note.New("b"), token);
        });

        (await NotesAsync()).Should().Equal("a", "b");
    }

    [Fact]
    public async Task Write_UnsavedChangesLeftOnContext_ThrowsAndNothingIsKept()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Note.New("verb"), token);
            ops.Context.Add(new Note { Text = "unsaved" });
        });

        await write.Should().ThrowAsync<InvalidOperationException>();
        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Read_UnsavedChangesLeftOnContext_Throws()
    {
        await SeedAsync(new Note { Text = "a" });

        var read = () => NewOpsProvider().ReadAsync(async (ops, token) =>
        {
            var note = await ops.Context.Notes.SingleAsync(token);
            note.Text = "changed";
            return note.Id;
        });

        await read.Should().ThrowAsync<InvalidOperationException>();
        (await NotesAsync()).Should().Equal("a");
    }

    [Fact]
    public async Task Write_OwnSaveChangesOfTheWork_IsCommittedTogetherWithTheVerbs()
    {
        await NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            ops.Context.Add(new Note { Text = "own" });
            await ops.Context.SaveChangesAsync(token);
            await ops.CreateAsync(Note.New("gated").OnlyIf(OnlyIf.Exists<Note>(note => note.Text == "own")), token);
        });

        (await NotesAsync()).Should().Equal("own", "gated");
    }

    [Fact]
    public async Task Write_WorkCommitsItself_Throws()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Note.New("a"), token);
            await ops.Context.Database.CommitTransactionAsync(token);
        });

        await write.Should().ThrowAsync<InvalidOperationException>();
    }

    [Fact]
    public async Task Write_WorkRollsBackItself_ThrowsAndNothingIsKept()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.CreateAsync(Note.New("a"), token);
            await ops.Context.Database.RollbackTransactionAsync(token);
        });

        await write.Should().ThrowAsync<InvalidOperationException>();
        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Write_WorkReplacesTheTransaction_ThrowsAndWhatIsStillOpenIsNotKept()
    {
        var write = () => NewOpsProvider().WriteAsync(async (ops, token) =>
        {
            await ops.Context.Database.RollbackTransactionAsync(token);
            await ops.Context.Database.BeginTransactionAsync(token);
            await ops.CreateAsync(Note.New("a"), token);
        });

        await write.Should().ThrowAsync<InvalidOperationException>();
        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Write_EachCall_GetsAFreshContext()
    {
        var provider = NewOpsProvider();

        var first = await provider.WriteAsync((ops, _) => Task.FromResult(ops.Context));
        var second = await provider.WriteAsync((ops, _) => Task.FromResult(ops.Context));

        second.Should().NotBeSameAs(first);
        var use = () => first.Notes.Any();
        use.Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public async Task Write_TokenCancelledInTheWork_ThrowsAndNothingIsKept()
    {
        using var source = new CancellationTokenSource();

        var write = () => NewOpsProvider().WriteAsync(
            async (ops, token) =>
            {
                await ops.CreateAsync(Note.New("a"), token);
                await source.CancelAsync();
                await ops.CreateAsync(Note.New("b"), token);
            },
            source.Token);

        (await write.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(source.Token);
        (await NotesAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task Write_ConcurrentCallsOnOneProvider_AllAreCommitted()
    {
        var provider = NewOpsProvider();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(n => Task.Run(() =>
            provider.WriteAsync((ops, token) => ops.CreateAsync(Note.New($"{n}"), token)))));

        (await NotesAsync()).Should().BeEquivalentTo("0", "1", "2", "3");
    }
}
