using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk.Infrastructure;

/// <summary>What EF's <c>SaveChanges</c> found to write for one item of a window.</summary>
public sealed class SavingItem
{
    private readonly Func<IList<IUpdateEntry>, IEnumerable<ModificationCommandBatch>> _batchesOf;
    private readonly List<IUpdateEntry> _entries = [];
    private readonly List<(object Entity, MemberInfo Member, object? Value)> _values = [];

    internal SavingItem(Func<IList<IUpdateEntry>, IEnumerable<ModificationCommandBatch>> batchesOf) => _batchesOf = batchesOf;

    /// <summary>The entries that are added, modified or deleted.</summary>
    public IReadOnlyList<IUpdateEntry> Entries => _entries;

    /// <summary>With what EF's <c>SaveChanges</c> would have ended; null unless the item failed.</summary>
    public DbUpdateException? Exception { get; private set; }

    /// <summary>
    /// EF's batches for the entries, made as they are enumerated. Each is to be executed before the next is asked for, whose commands may
    /// need the keys that it generates.
    /// </summary>
    /// <returns>The batches; none if there is nothing to write.</returns>
    public IEnumerable<ModificationCommandBatch> Batches() => _entries.Count == 0 ? [] : _batchesOf(_entries);

    /// <summary>Has EF execute the batches, one after the other.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>A task.</returns>
    /// <exception cref="DbUpdateException">The database rejected the write, or it met no row.</exception>
    public async Task ExecuteAsync(IRelationalConnection connection, CancellationToken cancellationToken)
    {
        foreach (var batch in Batches()) await batch.ExecuteAsync(connection, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells that the item failed. Its entries leave the tracker, so that nothing of it is accepted as saved.</summary>
    /// <param name="exception">What EF's <c>SaveChanges</c> would have thrown.</param>
    public void Fail(DbUpdateException exception)
    {
        Exception = exception;
        foreach (var entry in _entries.Select(entry => entry.ToEntityEntry()))
        {
            _values.AddRange(ValuesOf(entry));
            entry.State = EntityState.Detached;
        }
    }

    /// <summary>Takes back the generated values that EF gives to all entities of a SaveChanges that it takes for successful.</summary>
    internal void RestoreValues()
    {
        foreach (var (entity, member, value) in _values)
        {
            if (member is FieldInfo field) field.SetValue(entity, value);
            else ((PropertyInfo)member).SetValue(entity, value);
        }
    }

    internal void Add(IUpdateEntry entry) => _entries.Add(entry);

    private static IEnumerable<(object Entity, MemberInfo Member, object? Value)> ValuesOf(EntityEntry entry) =>
        from property in entry.Metadata.GetProperties()
        where !property.IsShadowProperty() && !property.IsIndexerProperty()
        where property.ValueGenerated != ValueGenerated.Never || property.IsForeignKey()
        select (entry.Entity, property.GetMemberInfo(forMaterialization: true, forSet: true), property.GetGetter().GetClrValue(entry.Entity));
}
