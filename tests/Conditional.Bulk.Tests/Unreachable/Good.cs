namespace Conditional.Bulk.Tests.Unreachable;

/// <summary>Writes that nothing is wrong with, to surround bad ones with and to make bad ones of.</summary>
internal static class Good
{
    /// <summary>The position of the bad item in a batch that ends with it, after two good ones.</summary>
    public const int BadIndex = 2;

    public static OnlyIf Gate { get; } = OnlyIf.Exists<Grant>(grant => grant.Name == "sell");

    public static CreatorSpec<Product> Spec { get; } = CreatorSpec.For(() => new Product());

    public static UpdaterSpec<Product> Change { get; } = UpdaterSpec.For<Product>(product => product.Name = "new");

    public static Updater<Product> Updater { get; } = new(Change, 1);

    public static Purger<Product> Purger { get; } = new(1);

    public static ConditionalCreator<Product> ConditionalCreator { get; } = Spec.OnlyIf(Gate);

    public static ConditionalUpdater<Product> ConditionalUpdater { get; } = Updater.OnlyIf(Gate);

    public static ConditionalPurger<Product> ConditionalPurger { get; } = Purger.OnlyIf(Gate);

    public static WriteBatch<string> BatchBefore(IBulkWrite last) => new() { { "a", ConditionalPurger }, { "b", Spec }, { "c", last } };

    public static BulkConditionalCreator<Product> CreatorsBefore(ConditionalCreator<Product> last) =>
        [ConditionalCreator, ConditionalCreator, last];

    public static BulkConditionalUpdater<Product> UpdatersBefore(ConditionalUpdater<Product> last) =>
        [ConditionalUpdater, ConditionalUpdater, last];

    public static BulkConditionalPurger<Product> PurgersBefore(ConditionalPurger<Product> last) =>
        [ConditionalPurger, ConditionalPurger, last];
}
