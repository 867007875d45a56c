using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using AppConfig.Model;
using AppConfig.Services;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AppConfig.Api;

public static class FragmentEndpoints
{
    private const string OneFragment = "/{configName}/{scopeType}";

    public static void MapFragments(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/fragments").WithTags("Fragments");
        group.MapGet("/", SearchAsync).ProducesValidationProblem();
        group.MapGet(OneFragment, GetAsync).WithName("GetFragment").Problems(404);
        group.MapPost("/", CreateAsync).RequireAuthorization().Problems(403, 409, 422);
        group.MapPut(OneFragment, UpdateAsync).RequireAuthorization().Problems(403, 404);
        group.MapDelete(OneFragment, PurgeAsync).RequireAuthorization().Problems(403, 404);
    }

    /// <summary>Searches the fragments that the caller may read.</summary>
    public static async Task<Ok<Page<FragmentBody>>> SearchAsync(
        ClaimsPrincipal user,
        FragmentService fragments,
        CancellationToken cancellationToken,
        [Description("A part of the config name.")] string? configName = null,
        ScopeType? scopeType = null,
        string? scopeId = null,
        [Range(1, int.MaxValue)] int page = 1,
        [Range(1, Limits.PageSize)] int pageSize = 50)
    {
        var filter = new FragmentFilter(configName, scopeType, scopeId, page, pageSize);
        var found = await fragments.SearchAsync(user.ToCaller(), filter, cancellationToken);
        return TypedResults.Ok(found.Select(fragment => fragment.ToBody()));
    }

    /// <summary>Gets a fragment.</summary>
    public static async Task<Ok<FragmentBody>> GetAsync(
        string configName, ScopeType scopeType, string? scopeId,
        ClaimsPrincipal user, FragmentService fragments, CancellationToken cancellationToken) =>
        TypedResults.Ok((await fragments.GetAsync(
            user.ToCaller(), new FragmentKey(configName, scopeType, scopeId ?? ""), cancellationToken)).ToBody());

    /// <summary>Creates a fragment, where the allow-list grants it.</summary>
    public static async Task<CreatedAtRoute<FragmentBody>> CreateAsync(
        FragmentBody body, ClaimsPrincipal user, FragmentService fragments, CancellationToken cancellationToken)
    {
        var created = (await fragments.CreateAsync(user.ToCaller(), body.ToDraft(), cancellationToken)).ToBody();
        return TypedResults.CreatedAtRoute(
            created,
            "GetFragment",
            new { configName = created.ConfigName, scopeType = created.ScopeType, scopeId = created.ScopeId });
    }

    /// <summary>Replaces the document of a fragment.</summary>
    public static async Task<Ok<FragmentBody>> UpdateAsync(
        string configName, ScopeType scopeType, string? scopeId, DocumentBody body,
        ClaimsPrincipal user, FragmentService fragments, CancellationToken cancellationToken)
    {
        var draft = new FragmentBody(configName, scopeType, body.Document, scopeId).ToDraft();
        return TypedResults.Ok((await fragments.UpdateAsync(user.ToCaller(), draft, cancellationToken)).ToBody());
    }

    /// <summary>Removes a fragment.</summary>
    public static async Task<NoContent> PurgeAsync(
        string configName, ScopeType scopeType, string? scopeId,
        ClaimsPrincipal user, FragmentService fragments, CancellationToken cancellationToken)
    {
        await fragments.PurgeAsync(user.ToCaller(), new FragmentKey(configName, scopeType, scopeId ?? ""), cancellationToken);
        return TypedResults.NoContent();
    }
}
