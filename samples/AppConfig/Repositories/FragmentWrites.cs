using AppConfig.Model;
using Conditional.Bulk;

namespace AppConfig.Repositories;

/// <summary>The writes of fragments with their gates, the same for one and for many.</summary>
/// <remarks>
/// Whether the caller may write is known from the key, before the database is asked. It goes into the gate all the same: a refusal
/// is then one item's result like any other, in its place, and the same whether the fragment exists or not.
/// </remarks>
internal static class FragmentWrites
{
    public static ConditionalCreator<Fragment> Create(FragmentDraft draft, Func<FragmentKey, bool> mayWrite) =>
        new CreateFragment(draft).OnlyIf(Granted(draft.Key, mayWrite));

    // The row to update or purge refers to its grant, which is all the lock that the gate needs. A removal of the entry locks
    // that before the fragments, so locking it after the fragment would deadlock.
    public static ConditionalUpdater<Fragment> Update(FragmentDraft draft, Func<FragmentKey, bool> mayWrite) =>
        new Updater<Fragment>(new ReplaceDocument(draft), draft.Key.ConfigName, draft.Key.ScopeType, draft.Key.ScopeId)
            .OnlyIf(Granted(draft.Key, mayWrite).WithoutLock());

    // Where the fragment is not there, its foreign key refuses to create it without the grant, whatever happened since the gate was asked.
    public static ConditionalUpserter<Fragment> Upsert(FragmentDraft draft, Func<FragmentKey, bool> mayWrite) =>
        new Upserter<Fragment>(
            new CreateFragment(draft), new ReplaceDocument(draft), draft.Key.ConfigName, draft.Key.ScopeType, draft.Key.ScopeId)
            .OnlyIf(Granted(draft.Key, mayWrite).WithoutLock());

    public static ConditionalPurger<Fragment> Purge(FragmentKey key, Func<FragmentKey, bool> mayWrite) =>
        new Purger<Fragment>(key.ConfigName, key.ScopeType, key.ScopeId) { IntegrityChecks = [NotFound(key)] }
            .OnlyIf(Granted(key, mayWrite).WithoutLock());

    public static IBulkWrite Of(FragmentOperation operation, Func<FragmentKey, bool> mayWrite) => operation.Action switch
    {
        FragmentAction.Create => Create(operation.Draft, mayWrite),
        FragmentAction.Update => Update(operation.Draft, mayWrite),
        FragmentAction.Upsert => Upsert(operation.Draft, mayWrite),
        _ => Purge(operation.Draft.Key, mayWrite),
    };

    public static IntegrityCheck NotFound(FragmentKey key) =>
        new(WriteFailureKind.TargetNotFound, failure => new FragmentNotFoundException(key, failure.Exception));

    private static OnlyIf Granted(FragmentKey key, Func<FragmentKey, bool> mayWrite) =>
        OnlyIf.That(mayWrite(key)).OrThrow(() => new NotYoursException(key))
        & OnlyIf.Exists<AllowListEntry>(entry => entry.ConfigName == key.ConfigName && entry.ScopeType == key.ScopeType)
            .OrThrow(() => new ScopeNotGrantedException(key));
}
