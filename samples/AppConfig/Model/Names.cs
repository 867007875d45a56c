using System.Text.RegularExpressions;

namespace AppConfig.Model;

/// <summary>What config names and scope ids look like: they are path segments of the API.</summary>
public static partial class Names
{
    public const int MaxLength = 100;

    public const string Rule = "1 to 100 of the characters A-Z a-z 0-9 . _ @ : -, the first of them a letter or digit";

    /// <exception cref="InvalidNameException">It is none.</exception>
    public static string Require(string name) => Valid().IsMatch(name) ? name : throw new InvalidNameException(name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._@:-]{0,99}\z")]
    private static partial Regex Valid();
}
