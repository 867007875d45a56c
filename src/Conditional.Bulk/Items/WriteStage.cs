namespace Conditional.Bulk;

/// <summary>How far one item has come; what an exception means depends on it.</summary>
internal enum WriteStage
{
    Target,
    Gate,
    Spec,
    Save,
}
