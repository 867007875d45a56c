using System.Text.Json;
using AppConfig.Model;
using Conditional.Bulk;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace AppConfig.Api;

/// <summary>Answers exceptions with problem details (RFC 9457). What it does not know becomes a 500 without details.</summary>
internal sealed class ProblemHandler(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Describe(exception) is not { } problem) return false;

        httpContext.Response.StatusCode = problem.Status!.Value;
        return await problems.TryWriteAsync(new() { HttpContext = httpContext, ProblemDetails = problem, Exception = exception });
    }

    private static ProblemDetails? Describe(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } bad => new ProblemDetails
        {
            Status = bad.StatusCode,
            Detail = json.Message,
            Extensions = { ["path"] = json.Path },
        },
        BadHttpRequestException bad => new ProblemDetails { Status = bad.StatusCode, Detail = bad.Message },
        NotFoundException notFound => Problem(FailureKind.NotFound, notFound.Message),
        _ when WriteFailure.Of(exception) is { } failure => Problem(failure.ToFailureKind(), failure.ToMessage()),
        _ => null,
    };

    private static ProblemDetails Problem(FailureKind kind, string detail) => new()
    {
        Status = kind.ToStatusCode(),
        Detail = detail,
        Extensions = { ["kind"] = kind },
    };
}
