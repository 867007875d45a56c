namespace Conditional.Bulk.Contracts.Currents;

/// <summary>The writes of the tests.</summary>
public static class ShelfWrites
{
    public static CreatorSpec<Box> NewBox(string label, string note = "new", Action<Box>? also = null) => CreatorSpec.For(() =>
    {
        var box = new Box { Label = label, Note = note };
        also?.Invoke(box);
        return box;
    });

    public static Updater<Box> Change(string label, Action<Box> apply, params string[] ignore) =>
        new(UpdaterSpec.For(apply), Label(label)) { IgnoreQueryFilters = ignore };

    public static Updater<Box> Note(string label, string note) => Change(label, box => box.Note = note);

    public static Purger<Box> Purge(string label) => new(Label(label));

    public static Key<Box> Label(string label) => Key<Box>.Of(box => box.Label, label);

    /// <summary>The notes of what the failures carry; "none" for nothing, and "ok" for what succeeded.</summary>
    public static IEnumerable<string> Currents<TSource>(this BatchResult<TSource> result) =>
        result.Items.Select(item => item.IsSuccess ? "ok" : NoteOf(item.Failure.Current));

    /// <inheritdoc cref="Currents{TSource}(BatchResult{TSource})" />
    public static IEnumerable<string> Currents<TEntity>(this BulkResult<TEntity> result) where TEntity : class =>
        result.Items.Select(item => item.IsSuccess ? "ok" : NoteOf(item.Failure.Current));

    public static string NoteOf(object? current) => current switch
    {
        null => "none",
        Box box => box.Note,
        Part part => part.Note,
        Tag tag => tag.Note,
        _ => $"a {current.GetType().Name}",
    };

    public static WriteBatch<int> Batch(params IBulkWrite[] writes) => new(Enumerable.Range(0, writes.Length), i => writes[i]);
}
