using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Conditional.Bulk;

/// <summary>How a context type is registered as a service; looked up when it is needed, since it may be registered later.</summary>
internal sealed class ContextRegistration(IServiceCollection services, Type contextType)
{
    /// <summary>The class that the container constructs; null where a factory makes the context, or nothing is registered.</summary>
    public Type? ImplementationType => Find()?.ImplementationType;

    /// <summary>Whether the application makes the context, and may set on it what EF's own registrations know nothing of.</summary>
    public bool MakesItsOwn => Find() switch
    {
        { ImplementationInstance: not null } => true,
        { ImplementationFactory: { } factory } => factory.Method.Module.Assembly != typeof(DbContext).Assembly,
        _ => false,
    };

    /// <exception cref="InvalidOperationException">The context is registered as transient.</exception>
    public void RefuseTransient()
    {
        if (Find()?.Lifetime != ServiceLifetime.Transient) return;

        throw new InvalidOperationException(
            $"'{contextType.Name}' is registered as transient: WriteOps would have another instance than the caller, and would commit by "
            + "itself beside the caller's transaction. Register it as scoped, or register a context factory (AddDbContextFactory), which "
            + "gives a new instance wherever one is needed.");
    }

    private ServiceDescriptor? Find() =>
        services.LastOrDefault(descriptor => descriptor.ServiceType == contextType && !descriptor.IsKeyedService);
}
