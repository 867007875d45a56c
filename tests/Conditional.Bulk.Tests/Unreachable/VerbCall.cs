namespace Conditional.Bulk.Tests.Unreachable;

/// <summary>One call of one verb, as a case of a theory.</summary>
/// <param name="Name">The verb, and the case where there are several.</param>
/// <param name="Parameter">The verb's parameter that is to blame where the call has to be refused; null where none is.</param>
/// <param name="RunAsync">Makes the call.</param>
public sealed record VerbCall(string Name, string? Parameter, Func<WriteOps<ShopContext>, Task> RunAsync)
{
    public VerbCall(string name, Func<WriteOps<ShopContext>, Task> runAsync) : this(name, null, runAsync)
    {
    }

    public override string ToString() => Name;

    public static TheoryData<Database, VerbCall> OnEachDatabase(params IReadOnlyList<VerbCall> calls)
    {
        var data = new TheoryData<Database, VerbCall>();
        foreach (var database in Enum.GetValues<Database>())
        {
            foreach (var call in calls) data.Add(database, call);
        }

        return data;
    }
}
