using AppConfig.Model;
using Conditional.Bulk;

namespace AppConfig.Api;

/// <summary>The kinds of failure that callers can tell apart, each with its status code.</summary>
public enum FailureKind
{
    NotAllowed,
    NotFound,
    AlreadyExists,
    Invalid,
    Conflict,
    Unavailable,

    /// <summary>More operations before it failed than the request tolerates.</summary>
    NotAttempted,
    Other,
}

/// <summary>What a failed write is called outside.</summary>
internal static class Failures
{
    public static FailureKind ToFailureKind(this WriteFailure failure) => failure.Kind switch
    {
        WriteFailureKind.NotAllowed => FailureKind.NotAllowed,
        WriteFailureKind.TargetNotFound => FailureKind.NotFound,
        WriteFailureKind.ForeignKeyViolation => FailureKind.NotFound,
        WriteFailureKind.UniqueViolation => FailureKind.AlreadyExists,
        WriteFailureKind.CheckViolation or WriteFailureKind.InvalidValue or WriteFailureKind.SpecFailed => FailureKind.Invalid,
        WriteFailureKind.ConcurrencyConflict => FailureKind.Conflict,
        WriteFailureKind.Timeout => FailureKind.Unavailable,
        WriteFailureKind.NotAttempted => FailureKind.NotAttempted,
        _ => FailureKind.Other,
    };

    /// <summary>The domain's words where it named an exception, the library's otherwise, which hold no values.</summary>
    public static string ToMessage(this WriteFailure failure) =>
        failure.Exception is AppConfigException named ? named.Message : failure.Message;

    public static int ToStatusCode(this FailureKind kind) => kind switch
    {
        FailureKind.NotAllowed => StatusCodes.Status403Forbidden,
        FailureKind.NotFound => StatusCodes.Status404NotFound,
        FailureKind.AlreadyExists or FailureKind.Conflict => StatusCodes.Status409Conflict,
        FailureKind.Invalid => StatusCodes.Status422UnprocessableEntity,
        FailureKind.NotAttempted => StatusCodes.Status424FailedDependency,
        FailureKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
