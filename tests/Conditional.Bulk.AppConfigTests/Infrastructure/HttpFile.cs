using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Conditional.Bulk.AppConfigTests;

/// <summary>Reads a .http file as editors do: variables, names of requests, and what their answers hold.</summary>
internal sealed partial class HttpFile(string text)
{
    private readonly Dictionary<string, string> _variables =
        Variable().Matches(text).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);

    private readonly Dictionary<string, JsonNode> _answers = [];

    /// <summary>Title, with the expected status at its end, and the request.</summary>
    public IEnumerable<HttpFileRequest> Requests() => Request().Matches(text).Select(match => new HttpFileRequest(
        match.Groups["title"].Value,
        (System.Net.HttpStatusCode)int.Parse(match.Groups["status"].Value),
        match.Groups["name"].Value,
        match.Groups["method"].Value,
        match.Groups["url"].Value,
        Header().Matches(match.Groups["headers"].Value)
            .ToDictionary(header => header.Groups[1].Value, header => header.Groups[2].Value),
        match.Groups["body"].Value.Trim()));

    public void Remember(string name, JsonNode answer) => _answers[name] = answer;

    /// <summary>Puts values in the place of variables.</summary>
    public string Fill(string template) => Placeholder().Replace(template, match => match.Groups["path"].Success
        ? (string)_answers[match.Groups["name"].Value][match.Groups["path"].Value]!
        : _variables[match.Groups["name"].Value]);

    [GeneratedRegex(@"^@(\w+) = (.+)$", RegexOptions.Multiline)]
    private static partial Regex Variable();

    [GeneratedRegex(
        @"^### (?<title>.+): (?<status>\d+)\n(?:\# @name (?<name>\w+)\n)?(?<method>[A-Z]+) (?<url>\S+)\n(?<headers>(?:[\w-]+: .+\n)*)"
        + @"(?<body>(?:(?!\#\#\#).*\n)*)",
        RegexOptions.Multiline)]
    private static partial Regex Request();

    [GeneratedRegex(@"^([\w-]+): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Header();

    [GeneratedRegex(@"\{\{(?<name>\w+)(?:\.response\.body\.\$\.(?<path>\w+))?\}\}")]
    private static partial Regex Placeholder();
}

internal sealed record HttpFileRequest(
    string Title,
    System.Net.HttpStatusCode Expected,
    string Name,
    string Method,
    string Url,
    IReadOnlyDictionary<string, string> Headers,
    string Body);
