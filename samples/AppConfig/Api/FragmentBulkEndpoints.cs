using System.Security.Claims;
using AppConfig.Services;

namespace AppConfig.Api;

public static class FragmentBulkEndpoints
{
    public static void MapFragmentBatches(this IEndpointRouteBuilder api)
    {
        var group = api.MapGroup("/fragments").WithTags("Fragments by the batch").RequireAuthorization();
        group.MapPost("/bulk-create", CreateAsync).ProducesBulkResults<BulkResponse>();
        group.MapPost("/bulk-update", UpdateAsync).ProducesBulkResults<BulkResponse>();
        group.MapPost("/bulk-purge", PurgeAsync).ProducesBulkResults<BulkResponse>();
        group.MapPatch("/", PatchAsync).ProducesBulkResults<PatchResponse>();
    }

    /// <summary>Creates, updates, upserts and purges up to 1,000 fragments in one order, keeping what succeeds.</summary>
    public static async Task<IResult> PatchAsync(
        OperationBatch batch, ClaimsPrincipal user, FragmentBulkService fragments, CancellationToken cancellationToken)
    {
        var operations = batch.Items.Select(item => item.ToOperation()).ToArray();
        return (await fragments.WriteAsync(user.ToCaller(), operations, batch.MaxFailures, cancellationToken)).ToHttpResult();
    }

    /// <summary>Creates up to 1,000 fragments, keeping those that succeed.</summary>
    public static async Task<IResult> CreateAsync(
        FragmentBatch batch, ClaimsPrincipal user, FragmentBulkService fragments, CancellationToken cancellationToken) =>
        (await fragments.CreateAsync(user.ToCaller(), [.. batch.Items.Select(item => item.ToDraft())], cancellationToken))
        .ToHttpResult();

    /// <summary>Replaces the documents of up to 1,000 fragments, keeping those that succeed.</summary>
    public static async Task<IResult> UpdateAsync(
        FragmentBatch batch, ClaimsPrincipal user, FragmentBulkService fragments, CancellationToken cancellationToken) =>
        (await fragments.UpdateAsync(user.ToCaller(), [.. batch.Items.Select(item => item.ToDraft())], cancellationToken))
        .ToHttpResult();

    /// <summary>Removes up to 1,000 fragments, keeping those whose removal fails.</summary>
    public static async Task<IResult> PurgeAsync(
        FragmentKeyBatch batch, ClaimsPrincipal user, FragmentBulkService fragments, CancellationToken cancellationToken) =>
        (await fragments.PurgeAsync(user.ToCaller(), [.. batch.Items.Select(item => item.ToKey())], cancellationToken))
        .ToHttpResult();
}
