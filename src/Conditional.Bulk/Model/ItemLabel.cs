namespace Conditional.Bulk;

/// <summary>What messages call an item. It is made into a text only for a message.</summary>
/// <param name="Name">What it is called where it is the only one.</param>
/// <param name="Index">Its position in the batch; null for the only one of a verb.</param>
internal readonly record struct ItemLabel(string Name, int? Index = null)
{
    public override string ToString() => Index is null ? Name : $"Item {Index}";
}
