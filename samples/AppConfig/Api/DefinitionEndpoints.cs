using System.ComponentModel.DataAnnotations;
using AppConfig.Model;
using AppConfig.Services;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AppConfig.Api;

public static class DefinitionEndpoints
{
    public static void MapDefinitions(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/definitions").WithTags("Definitions")
            .RequireAuthorization(SampleAuthentication.Administrators);
        group.MapGet("/", SearchAsync).ProducesValidationProblem();
        group.MapPost("/", RegisterAsync).Problems(409, 422);
        group.MapGet("/{name}", GetAsync).WithName("GetDefinition").Problems(404);
        group.MapDelete("/{name}", RetireAsync).Problems(404);
    }

    /// <summary>Lists the registered config names.</summary>
    public static async Task<Ok<Page<DefinitionBody>>> SearchAsync(
        DefinitionService definitions,
        CancellationToken cancellationToken,
        [Range(1, int.MaxValue)] int page = 1,
        [Range(1, Limits.PageSize)] int pageSize = 50) =>
        TypedResults.Ok((await definitions.SearchAsync(page, pageSize, cancellationToken)).Select(ToBody));

    /// <summary>Registers a config name.</summary>
    public static async Task<CreatedAtRoute<DefinitionBody>> RegisterAsync(
        DefinitionBody body, DefinitionService definitions, CancellationToken cancellationToken)
    {
        var definition = await definitions.RegisterAsync(body.Name, cancellationToken);
        return TypedResults.CreatedAtRoute(ToBody(definition), "GetDefinition", new { name = definition.Name });
    }

    /// <summary>Gets a registered config name.</summary>
    public static async Task<Ok<DefinitionBody>> GetAsync(
        string name, DefinitionService definitions, CancellationToken cancellationToken) =>
        TypedResults.Ok(ToBody(await definitions.GetAsync(name, cancellationToken)));

    /// <summary>Retires a config name: removes it with its allow-list and its fragments.</summary>
    public static async Task<NoContent> RetireAsync(
        string name, DefinitionService definitions, CancellationToken cancellationToken)
    {
        await definitions.RetireAsync(name, cancellationToken);
        return TypedResults.NoContent();
    }

    private static DefinitionBody ToBody(Definition definition) => new(definition.Name);
}
