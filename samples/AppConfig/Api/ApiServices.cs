using System.Text.Json;
using System.Text.Json.Serialization;

namespace AppConfig.Api;

public static class ApiServices
{
    public const string Version = "v2";

    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddProblemDetails()
        .AddExceptionHandler<ProblemHandler>()
        .AddValidation()
        .AddOpenApiDocument()
        .Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true)
        .ConfigureHttpJsonOptions(options => ConfigureJson(options.SerializerOptions));

    public static void MapApi(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.UseAuthentication();
        app.UseAuthorization();

        app.MapOpenApi();
        app.UseSwaggerUI(page =>
        {
            page.DocumentTitle = "AppConfig";
            page.SwaggerEndpoint($"/openapi/{Version}.json", Version);
        });

        var api = app.MapGroup($"/{Version}");
        api.MapSignIn();
        api.MapDefinitions();
        api.MapAllowList();
        api.MapFragments();
        api.MapFragmentBatches();
        api.MapResolve();
    }

    public static void Problems(this IEndpointConventionBuilder endpoint, params ReadOnlySpan<int> statusCodes)
    {
        foreach (var statusCode in statusCodes)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(
                statusCode, typeof(Microsoft.AspNetCore.Mvc.ProblemDetails), ["application/problem+json"]));
        }
    }

    private static void ConfigureJson(JsonSerializerOptions json)
    {
        json.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        json.AllowDuplicateProperties = false;
        json.PropertyNameCaseInsensitive = false;
        json.NumberHandling = JsonNumberHandling.Strict;
        json.RespectNullableAnnotations = true;
        json.RespectRequiredConstructorParameters = true;
        json.Converters.Add(new ScopeTypeJsonConverter());
        json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false));
    }
}
