namespace Conditional.Bulk.Contracts.Model;

/// <summary>What one of the written tables does, without constraints: those are looked at afterwards.</summary>
internal abstract class ModelTable<TEntity> where TEntity : class
{
    /// <summary>The key of what an item names; a key that no row has where nothing has the name.</summary>
    public virtual object KeyOf(World world, object name) => name;

    /// <summary>The row as EF's query finds it: without children, and null if a query filter hides it.</summary>
    public abstract TEntity? Load(World world, object key);

    /// <summary>The row as it is found without the query filter.</summary>
    public virtual TEntity? LoadHidden(World world, object key) => Load(world, key);

    public abstract object KeyOf(TEntity row);

    /// <summary>The primary key of what each item is about; null where there is none, or where another key finds it.</summary>
    public object?[] KeysOf(World world, IEnumerable<ModelItem<TEntity>> items) =>
        [.. items.Select(item => item.Write is TargetedWrite<TEntity> { By: null } write ? KeyOf(world, write.Name) : null)];

    /// <summary>What is inserted with a new row, or with a row to which children were added.</summary>
    public virtual IEnumerable<object> Children(TEntity row) => [];

    /// <summary>Whether EF can track the graph at all: not two instances for one row.</summary>
    public virtual bool IsTrackable(TEntity row) => true;

    /// <summary>Inserts a graph, and gives it the values that the database generates.</summary>
    public abstract World Insert(World world, TEntity row);

    /// <summary>Writes a loaded row back, with children that were added to it.</summary>
    public abstract World Update(World world, TEntity row);

    /// <summary>Deletes the row, with what its foreign keys do to others.</summary>
    public abstract World Delete(World world, object key);
}

internal sealed class GrantTable : ModelTable<Grant>
{
    public override Grant? Load(World world, object key) => world.Grants.Find(row => row.Name.Equals(key)) is { } row
        ? new Grant { Name = row.Name, IsOpen = row.IsOpen, Rank = row.Rank }
        : null;

    public override object KeyOf(Grant row) => row.Name;

    public override World Insert(World world, Grant row) => world with { Grants = world.Grants.Add(row) };

    public override World Update(World world, Grant row) => Insert(Delete(world, row.Name), row);

    public override World Delete(World world, object key) =>
        world with { Grants = world.Grants.RemoveAll(row => row.Name.Equals(key)) };
}

internal sealed class OwnerTable : ModelTable<Owner>
{
    public override Owner? Load(World world, object key) =>
        world.Owners.Find(row => row.Id.Equals(key)) is { } row ? new Owner { Id = row.Id, Name = row.Name } : null;

    public override object KeyOf(Owner row) => row.Id;

    public override World Insert(World world, Owner row) => world with { Owners = world.Owners.Add(row) };

    public override World Update(World world, Owner row) => Insert(Delete(world, row.Id), row);

    public override World Delete(World world, object key) =>
        world with { Owners = world.Owners.RemoveAll(row => row.Id.Equals(key)) };
}
