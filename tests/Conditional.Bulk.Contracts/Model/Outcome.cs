namespace Conditional.Bulk.Contracts.Model;

/// <summary>What became of an item, as text: easy to compare, and to read when it differs.</summary>
internal static class Outcome
{
    /// <summary>What the text of a success starts with.</summary>
    public const string Succeeded = "ok";

    /// <param name="entity">What was handed back.</param>
    /// <param name="action">What was done; none where the verb does not tell it.</param>
    public static string Success(object entity, WriteAction action) =>
        $"{Succeeded}: {(action is WriteAction.None ? "" : $"{action} ")}{Rows.Graph(entity)}";

    /// <summary>The outcome of the same item by a verb that does not tell what was done.</summary>
    public static string WithoutAction(string outcome) => Enum.GetNames<WriteAction>()
        .Aggregate(outcome, (text, action) => text.Replace($"{Succeeded}: {action} ", $"{Succeeded}: ", StringComparison.Ordinal));

    public static bool IsSuccess(string outcome) => outcome.StartsWith(Succeeded, StringComparison.Ordinal);

    /// <summary>Of an item that comes after the limit of failures.</summary>
    public static string NotAttempted { get; } = Failure(WriteFailureKind.NotAttempted, null, null);

    /// <param name="kind">The kind.</param>
    /// <param name="constraint">The constraint, as far as the provider tells it.</param>
    /// <param name="named">The message of the domain's exception, if the failure carries one.</param>
    public static string Failure(WriteFailureKind kind, string? constraint, string? named) =>
        $"{kind}{(constraint is null ? "" : $" {constraint}")}{(named is null ? "" : $" as '{named}'")}";

    /// <summary>What the text of <see cref="Refused"/> starts with.</summary>
    public const string RefusedCall = "refused";

    /// <summary>The only outcome of a call that holds a gate which cannot be locked.</summary>
    public const string Refused = $"{RefusedCall}: {nameof(NotSupportedException)}";

    /// <param name="item">The library's result.</param>
    /// <param name="index">The item's place.</param>
    /// <param name="specCalls">How often its spec was called; null if it has none.</param>
    public static string Of<TEntity>(ItemResult<TEntity> item, int index, int? specCalls) where TEntity : class
    {
        if (item.Index != index) return $"the result of item {item.Index}";
        if (item.IsSuccess) return Success(item.Entity, item.Action) + Unexpected(specCalls is 0, "spec not called");

        var failure = item.Failure;
        var gateFailed = failure.Kind is WriteFailureKind.NotAllowed or WriteFailureKind.TargetNotFound or WriteFailureKind.Other;
        var named = (failure.Exception as ModelException)?.Message;
        return Failure(failure.Kind, failure.ConstraintName, named)
            + Unexpected(failure.Reason != (failure.Kind is WriteFailureKind.NotAllowed ? named : null), $"because of '{failure.Reason}'")
            + Unexpected(gateFailed && specCalls > 0, "spec called")
            + Unexpected(failure.Index != index, $"failure of item {failure.Index}");
    }

    private static string Unexpected(bool happened, string text) => happened ? $" ({text})" : "";
}
