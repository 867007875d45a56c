using AppConfig.Model;
using AppConfig.Services;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AppConfig.Api;

public static class AllowListEndpoints
{
    public static void MapAllowList(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/definitions/{name}/scopes").WithTags("Allow-list")
            .RequireAuthorization(SampleAuthentication.Administrators);
        group.MapGet("/", ListAsync).Problems(404);
        group.MapPost("/", OpenAsync).Problems(404, 409);
        group.MapGet("/{scopeType}", GetAsync).WithName("GetScope").Problems(404);
        group.MapPut("/{scopeType}", SetRankAsync).Problems(404);
        group.MapDelete("/{scopeType}", CloseAsync).Problems(404);
    }

    /// <summary>Lists the scope types that a config name is open at, in the order in which they are merged.</summary>
    public static async Task<Ok<List<ScopeResponse>>> ListAsync(
        string name, AllowListService allowList, CancellationToken cancellationToken) =>
        TypedResults.Ok((await allowList.ListAsync(name, cancellationToken)).Select(ToResponse).ToList());

    /// <summary>Opens a config name at a scope type: its fragments may be written from now on.</summary>
    public static async Task<CreatedAtRoute<ScopeResponse>> OpenAsync(
        string name, ScopeBody body, AllowListService allowList, CancellationToken cancellationToken)
    {
        var entry = await allowList.OpenAsync(name, body.ScopeType, body.Rank, cancellationToken);
        return TypedResults.CreatedAtRoute(ToResponse(entry), "GetScope", new { name, scopeType = entry.ScopeType });
    }

    /// <summary>Gets one allow-list entry.</summary>
    public static async Task<Ok<ScopeResponse>> GetAsync(
        string name, ScopeType scopeType, AllowListService allowList, CancellationToken cancellationToken) =>
        TypedResults.Ok(ToResponse(await allowList.GetAsync(name, scopeType, cancellationToken)));

    /// <summary>Sets the merge priority.</summary>
    public static async Task<Ok<ScopeResponse>> SetRankAsync(
        string name, ScopeType scopeType, RankBody body, AllowListService allowList, CancellationToken cancellationToken) =>
        TypedResults.Ok(ToResponse(await allowList.SetRankAsync(name, scopeType, body.Rank, cancellationToken)));

    /// <summary>Locks a scope type down: removes the allow-list entry with its fragments.</summary>
    public static async Task<NoContent> CloseAsync(
        string name, ScopeType scopeType, AllowListService allowList, CancellationToken cancellationToken)
    {
        await allowList.CloseAsync(name, scopeType, cancellationToken);
        return TypedResults.NoContent();
    }

    private static ScopeResponse ToResponse(AllowListEntry entry) => new(entry.ConfigName, entry.ScopeType, entry.Rank);
}
