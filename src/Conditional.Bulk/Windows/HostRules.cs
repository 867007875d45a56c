using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk;

/// <summary>Whether anything of the host's is called for each <c>SaveChanges</c> or command, and would miss what a window sends.</summary>
internal static class HostRules
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.Instance;

    private static readonly ConcurrentDictionary<Type, bool> s_overrides = new();

    /// <returns>Why each item has to be written by itself; null if it need not.</returns>
    public static string? ObstacleOf(DbContext context, BulkOptions options)
    {
        if (context.GetService<IDatabase>() is not WindowDatabase) return "another IDatabase service replaces the library's";
        if (options.WindowsDespiteInterceptors is true) return null;

        var interceptors = context.GetService<IInterceptors>();
        return true switch
        {
            _ when interceptors.Aggregate<ISaveChangesInterceptor>() is not null => Interceptor(nameof(ISaveChangesInterceptor)),
            _ when interceptors.Aggregate<IDbCommandInterceptor>() is not (null or CommandGuard) => Interceptor(nameof(IDbCommandInterceptor)),
            _ when interceptors.Aggregate<IDbTransactionInterceptor>() is not null => Interceptor(nameof(IDbTransactionInterceptor)),
            _ when s_overrides.GetOrAdd(context.GetType(), OverridesSaveChanges) =>
                $"'{context.GetType().Name}' overrides SaveChanges{OptIn}",
            _ => null,
        };
    }

    private static string Interceptor(string type) => $"an {type} is registered{OptIn}";

    private static string OptIn => $" ({nameof(BulkOptions.WindowsDespiteInterceptors)} makes windows all the same)";

    private static bool OverridesSaveChanges(Type context) => context.GetMethods(Members).Any(method =>
        method.Name is nameof(DbContext.SaveChanges) or nameof(DbContext.SaveChangesAsync)
        && method.GetBaseDefinition().DeclaringType == typeof(DbContext)
        && method.DeclaringType != typeof(DbContext));
}
