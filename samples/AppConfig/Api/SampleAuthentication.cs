using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using AppConfig.Services;
using Microsoft.AspNetCore.Authentication.BearerToken;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AppConfig.Api;

/// <summary>
/// Signing in, made for a sample: users and passwords stand in appsettings.json, and a restart forgets all tokens. In an
/// application, put <c>AddJwtBearer</c> and your identity provider here; nothing else knows where the claims come from.
/// </summary>
public static class SampleAuthentication
{
    public const string Administrators = "administrators";
    private const string DomainClaim = "domain";

    public static IServiceCollection AddSampleAuthentication(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Users").Get<SampleUser[]>() ?? []);
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication(BearerTokenDefaults.AuthenticationScheme).AddBearerToken();
        services.AddAuthorizationBuilder().AddPolicy(Administrators, policy => policy.RequireRole(Administrators));
        return services;
    }

    public static void MapSignIn(this IEndpointRouteBuilder api) => api.MapPost("/sign-in", SignIn).WithTags("Sign in")
        .Produces<AccessTokenResponse>().Problems(401);

    public static Caller ToCaller(this ClaimsPrincipal user) => new(
        user.FindFirstValue(ClaimTypes.NameIdentifier), user.FindFirstValue(DomainClaim), user.IsInRole(Administrators));

    /// <summary>Gives a bearer token to one of the users of the sample.</summary>
    public static Results<SignInHttpResult, UnauthorizedHttpResult> SignIn(SignInBody body, SampleUser[] users) =>
        users.FirstOrDefault(user => user.Is(body)) is { } user
            ? TypedResults.SignIn(ToPrincipal(user), authenticationScheme: BearerTokenDefaults.AuthenticationScheme)
            : TypedResults.Unauthorized();

    private static ClaimsPrincipal ToPrincipal(SampleUser user)
    {
        var identity = new ClaimsIdentity([new(ClaimTypes.NameIdentifier, user.Name)], BearerTokenDefaults.AuthenticationScheme);
        if (user.Domain is not null) identity.AddClaim(new(DomainClaim, user.Domain));
        if (user.IsAdministrator) identity.AddClaim(new(ClaimTypes.Role, Administrators));
        return new ClaimsPrincipal(identity);
    }

    public sealed record SampleUser(string Name, string Password, string? Domain = null, bool IsAdministrator = false)
    {
        public bool Is(SignInBody body) => Name == body.Name
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Password), Encoding.UTF8.GetBytes(body.Password));
    }
}

/// <summary>The name and the password of a user of the sample.</summary>
public sealed record SignInBody(string Name, string Password);
