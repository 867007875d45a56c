using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using AppConfig.Services;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AppConfig.Api;

public static class ResolveEndpoint
{
    public static void MapResolve(this IEndpointRouteBuilder api) =>
        api.MapGet("/resolve", ResolveAsync).WithTags("Merged read").ProducesValidationProblem().Problems(404);

    /// <summary>Gets what config names come to for the caller: public, own domain's and own fragments, merged by rank.</summary>
    /// <remarks>The answer has the names in their order. If nothing contributes to one of them, there is no answer.</remarks>
    public static async Task<Ok<IReadOnlyList<Resolved>>> ResolveAsync(
        [Length(1, Limits.Names, ErrorMessage = "Ask for {1} to {2} names.")] string[] name,
        ClaimsPrincipal user, ResolveService resolve, CancellationToken cancellationToken) =>
        TypedResults.Ok(await resolve.ResolveAsync(user.ToCaller(), name, cancellationToken));
}
