namespace AppConfig.Services;

public static class ApplicationServices
{
    public static IServiceCollection AddApplicationServices(this IServiceCollection services) => services
        .AddScoped<DefinitionService>()
        .AddScoped<AllowListService>()
        .AddScoped<FragmentService>()
        .AddScoped<FragmentBulkService>()
        .AddScoped<ResolveService>();
}
