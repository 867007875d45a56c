using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Conditional.Bulk;

/// <summary>Whether anything of the host's is to be called when an item is written, and would be called before that in a window.</summary>
internal static class HostRules
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Instance;

    private static readonly ConcurrentDictionary<Type, bool> s_overrides = new();
    private static readonly ConcurrentDictionary<Type, bool> s_seeOutcomes = new();

    /// <returns>Why each item has to be written at once; null if it need not.</returns>
    public static string? ObstacleOf(DbContext context, BulkOptions options)
    {
        if (!ItemSaves.AreSeen(context)) return "another IDatabase service replaces the library's";
        if (options.WindowsDespiteInterceptors is true) return null;

        foreach (var interceptor in InterceptorsOf(context))
        {
            if (interceptor is ISaveChangesInterceptor && s_seeOutcomes.GetOrAdd(interceptor.GetType(), SeesOutcomes))
            {
                return Interceptor(nameof(ISaveChangesInterceptor), interceptor, " that does more than SavingChanges");
            }

            if (interceptor is IDbCommandInterceptor) return Interceptor(nameof(IDbCommandInterceptor), interceptor);
            if (interceptor is IDbTransactionInterceptor) return Interceptor(nameof(IDbTransactionInterceptor), interceptor);
        }

        return s_overrides.GetOrAdd(context.GetType(), OverridesSaveChanges)
            ? $"'{context.GetType().Name}' overrides SaveChanges{OptIn}"
            : null;
    }

    /// <summary>EF's aggregate does not tell its parts.</summary>
    private static IEnumerable<IInterceptor> InterceptorsOf(DbContext context)
    {
        var options = context.GetService<IDbContextOptions>().FindExtension<CoreOptionsExtension>()?.Interceptors ?? [];
        return options.Concat(context.GetService<IEnumerable<IInterceptor>>()).Where(interceptor => interceptor is not (CommandWatch or CommandGuard));
    }

    private static string Interceptor(string type, IInterceptor interceptor, string what = "") =>
        $"'{interceptor.GetType().Name}' is an {type}{what}{OptIn}";

    private static string OptIn => $" ({nameof(BulkOptions.WindowsDespiteInterceptors)} makes windows all the same)";

    /// <summary>Whether an interceptor does anything after SavingChanges, which in a window comes before the item is written.</summary>
    private static bool SeesOutcomes(Type interceptor)
    {
        var map = interceptor.GetInterfaceMap(typeof(ISaveChangesInterceptor));
        return map.InterfaceMethods.Zip(map.TargetMethods).Any(pair =>
            pair.First.Name is not (nameof(ISaveChangesInterceptor.SavingChanges) or nameof(ISaveChangesInterceptor.SavingChangesAsync))
            && pair.Second.DeclaringType != typeof(SaveChangesInterceptor)
            && pair.Second.DeclaringType != typeof(ISaveChangesInterceptor));
    }

    private static bool OverridesSaveChanges(Type context) => context.GetMethods(Members).Any(method =>
        method.Name is nameof(DbContext.SaveChanges) or nameof(DbContext.SaveChangesAsync)
        && method.GetBaseDefinition().DeclaringType == typeof(DbContext)
        && method.DeclaringType != typeof(DbContext));
}
