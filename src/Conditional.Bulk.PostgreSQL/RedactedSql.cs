using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore.Storage;

namespace Conditional.Bulk.PostgreSQL;

/// <summary>
/// SQL without its literals, for logs. EF logs a value that a query inlines (<c>EF.Constant</c>) as <c>?</c>, unless sensitive data logging is on;
/// the command that it makes of a query no longer says which literals those are, so here all of them are left out.
/// </summary>
internal static partial class RedactedSql
{
    private const string Redacted = "?";

    /// <summary>Appends a query that EF generated, so that EF's log shows it without literals.</summary>
    public static IRelationalCommandBuilder Append(IRelationalCommandBuilder builder, string sql)
    {
        var end = 0;
        foreach (Match literal in Literals(sql))
        {
            builder.Append(sql[end..literal.Index]).Append(literal.Value, sensitive: true);
            end = literal.Index + literal.Length;
        }

        return builder.Append(sql[end..]);
    }

    /// <summary>The SQL without literals.</summary>
    public static string Of(string sql) => Tokens().Replace(sql, match => match.Groups["literal"].Success ? Redacted : match.Value);

    private static IEnumerable<Match> Literals(string sql) => Tokens().Matches(sql).Where(match => match.Groups["literal"].Success);

    /// <summary>
    /// Identifiers, parameters, comments and the library's own constants are matched to be passed over. A string with escapes (E'…') ends at a
    /// quote behind no backslash.
    /// </summary>
    [GeneratedRegex(
        """
        "(?:[^"]|"")*" | [@$:]\w+ | \ASELECT\ 1\b | \bLIMIT\ 1\b | --[^\n]* | /\*.*?\*/
        | (?<literal> \b[Ee]'(?:[^'\\]|''|\\.)*' | (?:\b[BbXx])?'(?:[^']|'')*' | \b\d[\w.]*(?:[eE][+-]\d+)? | \b(?:TRUE|FALSE)\b )
        """,
        RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex Tokens();
}
