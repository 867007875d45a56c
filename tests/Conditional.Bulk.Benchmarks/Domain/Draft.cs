namespace Conditional.Bulk.Benchmarks;

/// <summary>What a caller hands over for one item. It also stands for a row when rows are compared.</summary>
internal sealed record Draft(Guid Id, string Name, Scope Scope, string ScopeId, string Document)
{
    public Fragment ToFragment() => new() { Id = Id, Name = Name, Scope = Scope, ScopeId = ScopeId, Document = Document };
}

/// <summary>What became of one item.</summary>
internal enum Outcome
{
    Written,

    /// <summary>The allow-list does not have it.</summary>
    Refused,

    /// <summary>The unique index has a row like it.</summary>
    Duplicate,

    /// <summary>Refused or a duplicate: the way cannot tell.</summary>
    NotWritten,
}
