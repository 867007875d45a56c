namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Keys of columns that compare text in their own way: two spellings are one row, in every engine.</summary>
public abstract class TextKeyTests<TContext>(TestProvider provider) : WindowTests<TContext>(provider) where TContext : DbContext
{
    /// <summary>Keys as they are stored.</summary>
    protected abstract string[] Stored { get; }

    /// <summary>The same keys, spelt in another way.</summary>
    protected abstract string[] Spelt { get; }

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await SeedAsync([.. Stored.Select(code => new Coded { Code = code })]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BulkUpdate_KeysSpeltInAnotherWay_FindTheRows(int itemsPerWindow)
    {
        var result = await UpdateAsync(itemsPerWindow, Spelt);

        result.HasFailures.Should().BeFalse();
        (await TextsAsync()).Should().Equal("+0", "+1", "+2");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BulkUpdate_SomeKeysSpeltInAnotherWay_FindTheRows(int itemsPerWindow)
    {
        var result = await UpdateAsync(itemsPerWindow, Stored[0], Spelt[1], "none", Stored[2]);

        result.ShouldFailOnlyAt(2, WriteFailureKind.TargetNotFound);
        (await TextsAsync()).Should().Equal("+0", "+1", "+3");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BulkUpdate_BothSpellingsOfAKey_EachSeesTheItemsBefore(int itemsPerWindow)
    {
        var result = await UpdateAsync(itemsPerWindow, Stored[0], Spelt[0], Stored[1], Spelt[1], Stored[0]);

        result.HasFailures.Should().BeFalse();
        result.Succeeded.Select(row => row.Text).Should().Equal("+0", "+0+1", "+2", "+2+3", "+0+1+4");
        (await TextsAsync()).Should().Equal("+0+1+4", "+2+3", "");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task BulkPurge_BothSpellingsOfAKey_SecondFindsNoRow(int itemsPerWindow)
    {
        var result = await NewOps().BulkPurgePartialAsync(
            new[] { Stored[0], Spelt[0], Spelt[1] }.Select(code => new Purger<Coded>(code)), new BulkOptions { ItemsPerWindow = itemsPerWindow });

        result.ShouldFailOnlyAt(1, WriteFailureKind.TargetNotFound);
        (await RowsAsync<Coded>()).Should().ContainSingle();
    }

    private Task<BulkResult<Coded>> UpdateAsync(int itemsPerWindow, params string[] codes) => NewOps().BulkUpdatePartialAsync(
        codes.Select((code, i) => new Updater<Coded>(UpdaterSpec.For<Coded>(row => row.Text += $"+{i}"), code)),
        new BulkOptions { ItemsPerWindow = itemsPerWindow });

    private async Task<IEnumerable<string>> TextsAsync() => (await RowsAsync<Coded>())
        .OrderBy(row => Array.FindIndex(Stored, code => string.Equals(code, row.Code.Trim(), StringComparison.OrdinalIgnoreCase)))
        .Select(row => row.Text);
}

public sealed class Coded
{
    public required string Code { get; set; }

    public string Text { get; set; } = "";
}
