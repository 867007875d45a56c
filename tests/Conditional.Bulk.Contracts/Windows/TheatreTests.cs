namespace Conditional.Bulk.Contracts.Windows;

/// <summary>Halls one to four, to be written together.</summary>
public abstract class TheatreTests(TestProvider provider) : WindowTests<TheatreContext>(provider)
{
    /// <summary>Names each hall, in the order of the halls' numbers.</summary>
    protected async Task<List<string>> HallsAsync() =>
        [.. (await RowsAsync<Hall>()).OrderBy(hall => hall.Id).Select(hall => $"{hall.Id}{hall.Name}")];

    protected static Hall Hall(int id, string? name = null) => new() { Id = id, Name = name ?? $"{(char)('a' + id - 1)}" };

    protected static CreatorSpec<Hall> New(int id, string? name = null) => CreatorSpec.For(() => Hall(id, name));

    protected static Updater<Hall> Rename(int id, string name) => new(UpdaterSpec.For<Hall>(hall => hall.Name = name), id);

    protected static Updater<Hall> Append(int id, string text) => new(UpdaterSpec.For<Hall>(hall => hall.Name += text), id);

    protected static Purger<Hall> Purge(int id) => new(id);

    protected static OnlyIf HasHall(string name) => OnlyIf.Exists<Hall>(hall => hall.Name == name);

    protected static OnlyIf HasNoHall(string name) => OnlyIf.NotExists<Hall>(hall => hall.Name == name);

    protected Task SeedHallsAsync(params int[] ids) => SeedAsync([.. ids.Select(id => Hall(id))]);
}
