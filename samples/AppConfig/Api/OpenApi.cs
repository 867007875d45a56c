using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using ScopeType = AppConfig.Model.ScopeType;

namespace AppConfig.Api;

/// <summary>What the OpenAPI document says that the endpoints do not say themselves.</summary>
internal static class OpenApi
{
    private const string Bearer = "bearer";

    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi(
        ApiServices.Version,
        options => options
            .AddDocumentTransformer((document, _, _) =>
            {
                (document.Info.Title, document.Info.Version) = ("AppConfig", "2");
                document.Components ??= new OpenApiComponents();
                document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
                document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "The accessToken that /v2/sign-in gives.",
                };
                return Task.CompletedTask;
            })
            .AddOperationTransformer(AddSecurityAsync)
            .AddSchemaTransformer(DescribeScopeTypeAsync));

    private static Task AddSecurityAsync(
        OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
        {
            operation.Responses?.TryAdd("401", new OpenApiResponse { Description = "Not signed in." });
        }
        else
        {
            // An empty requirement makes the token optional.
            operation.Security.Add([]);
        }

        return Task.CompletedTask;
    }

    private static Task DescribeScopeTypeAsync(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(ScopeType))
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. ScopeType.All.Select(scopeType => scopeType.Name)];
        }

        return Task.CompletedTask;
    }
}
