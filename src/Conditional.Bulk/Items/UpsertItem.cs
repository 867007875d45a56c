using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Conditional.Bulk;

/// <summary>Changes the row if it is there, and creates it if it is not.</summary>
internal sealed class UpsertItem<TEntity>(
    int index, IEntityType entityType, Upserter<TEntity> upserter, ModelKey key, TargetRow target, OnlyIf? onlyIf)
    : WriteItem<TEntity>(index, entityType, onlyIf, target) where TEntity : class
{
    private bool? _isCreated;

    /// <summary>Those of the spec that ran; of both as long as none has.</summary>
    public override IReadOnlyList<IntegrityCheck> IntegrityChecks => _isCreated switch
    {
        true => upserter.CreatorSpec.IntegrityChecks,
        false => upserter.UpdaterSpec?.IntegrityChecks ?? [],
        null => [.. upserter.CreatorSpec.IntegrityChecks ?? [], .. upserter.UpdaterSpec?.IntegrityChecks ?? []],
    };

    public override bool OwnsGraph => true;

    public override bool IsCreated => _isCreated is true;

    public override bool IsLostRace(string? constraint) => IsCreated && Stage == WriteStage.Save && key.MayBeNamed(constraint);

    public override void Restart()
    {
        base.Restart();
        _isCreated = null;
    }

    public override void BackToCreate()
    {
        base.BackToCreate();
        _isCreated = true;
    }

    public override void Track(DbContext context)
    {
        if (IsCreated) context.Add(Entity!);
        else FindChanges(context);
    }

    protected override object Run(object? found)
    {
        _isCreated = found is null;
        return found is TEntity row ? Changed(row) : Created();
    }

    protected override WriteAction ActionIf(bool hasWritten) =>
        IsCreated ? WriteAction.Created : hasWritten ? WriteAction.Updated : WriteAction.Unchanged;

    private TEntity Created()
    {
        var spec = upserter.CreatorSpec;
        var row = spec.BuildEntity() ?? throw new InvalidOperationException($"'{spec.GetType().Name}' built null.");
        RequireKey(row, Target!.KeyValues, "'{0}' of what the spec built is not that of the upsert's key: the next upsert would not find it.");
        return row;
    }

    private TEntity Changed(TEntity row)
    {
        if (upserter.UpdaterSpec is not { } spec) return row;

        List<object?> before = [.. key.Properties.Select(property => ValueOf(property, row))];
        spec.Apply(row);
        RequireKey(row, before, "The spec changed '{0}', which is of the upsert's key.");
        return row;
    }

    private void RequireKey(TEntity row, IReadOnlyList<object?> values, string message)
    {
        for (var i = 0; i < values.Count; i++)
        {
            var property = key.Properties[i];
            if (property.GetKeyValueComparer().Equals(ValueOf(property, row), values[i])) continue;

            throw new InvalidOperationException(string.Format(System.Globalization.CultureInfo.InvariantCulture, message, property.Name));
        }
    }

    private static object? ValueOf(IProperty property, TEntity row) => property.GetGetter().GetClrValue(row);
}
