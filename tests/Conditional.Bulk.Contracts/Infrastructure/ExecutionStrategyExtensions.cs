using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.Contracts;

public sealed class TransientException : Exception;

public static class ExecutionStrategyExtensions
{
    /// <summary>Retries what fails with a <see cref="TransientException"/>, at once.</summary>
    public static DbContextOptionsBuilder RetryTransientExceptions(this DbContextOptionsBuilder options)
    {
        var relational = RelationalOptionsExtension.Extract(options.Options);
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(
            relational.WithExecutionStrategyFactory(dependencies => new Strategy(dependencies)));
        return options;
    }

    private sealed class Strategy(ExecutionStrategyDependencies dependencies)
        : ExecutionStrategy(dependencies, maxRetryCount: 3, maxRetryDelay: TimeSpan.Zero)
    {
        protected override bool ShouldRetryOn(Exception exception) => exception is TransientException;
    }
}
