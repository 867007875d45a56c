namespace AppConfig.Repositories;

public static class RepositoryServices
{
    public static IServiceCollection AddRepositories(this IServiceCollection services) => services
        .AddScoped<DefinitionRepository>()
        .AddScoped<AllowListRepository>()
        .AddScoped<FragmentRepository>()
        .AddScoped<FragmentBulkRepository>()
        .AddScoped<ContributionRepository>();
}
