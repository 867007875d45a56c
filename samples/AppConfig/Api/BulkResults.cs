using AppConfig.Model;
using Conditional.Bulk;
using Microsoft.AspNetCore.Mvc;

namespace AppConfig.Api;

/// <summary>
/// The answer to a bulk call: 200 if all items succeeded, 207 if some did, 422 with problem details if none did. All three have
/// <c>succeeded</c> and <c>failed</c>.
/// </summary>
internal static class BulkResults
{
    public static IResult ToHttpResult(this BulkResult<Fragment> result)
    {
        var response = new BulkResponse(
            [.. result.Succeeded.Select(fragment => fragment.ToBody())], [.. result.Failed.Select(ToBody)]);
        return ToHttpResult(response, response.Succeeded.Count, response.Failed);
    }

    public static IResult ToHttpResult(this BatchResult<FragmentOperation> result)
    {
        var response = new PatchResponse(
            [
                .. result.Items.Where(item => item.IsSuccess)
                    .Select(item => new OperationResult(item.Index, item.Action, ((Fragment)item.Entity!).ToBody())),
            ],
            [.. result.Failed.Select(failed => ToBody(failed.Failure))]);
        return ToHttpResult(response, response.Succeeded.Count, response.Failed);
    }

    private static BulkFailure ToBody(WriteFailure failure) => new(failure.Index, failure.ToFailureKind(), failure.ToMessage());

    private static IResult ToHttpResult<TResponse>(TResponse response, int succeeded, IReadOnlyList<BulkFailure> failed) =>
        failed.Count == 0
            ? TypedResults.Ok(response)
            : succeeded > 0
                ? TypedResults.Json(response, statusCode: StatusCodes.Status207MultiStatus)
                : TypedResults.Problem(new BulkProblem(failed));

    public static RouteHandlerBuilder ProducesBulkResults<TResponse>(this RouteHandlerBuilder endpoint) => endpoint
        .Produces<TResponse>()
        .Produces<TResponse>(StatusCodes.Status207MultiStatus)
        .Produces<BulkProblem>(StatusCodes.Status422UnprocessableEntity, "application/problem+json")
        .ProducesValidationProblem();
}

/// <summary>No item of a batch succeeded.</summary>
internal sealed class BulkProblem : ProblemDetails
{
    public BulkProblem(IReadOnlyList<BulkFailure> failed)
    {
        Status = StatusCodes.Status422UnprocessableEntity;
        Detail = "No item succeeded.";
        Failed = failed;
    }

    /// <summary>Empty, as in the other answers to a bulk call.</summary>
    public IReadOnlyList<FragmentBody> Succeeded { get; } = [];

    /// <summary>Why the items failed, in their order.</summary>
    public IReadOnlyList<BulkFailure> Failed { get; }
}
