namespace Conditional.Bulk;

/// <summary>Whether one name is likely to be meant where another one is written.</summary>
internal static class Spelling
{
    /// <summary>One wrong letter of four is a mistake in writing; more make another word.</summary>
    private const int LettersPerMistake = 4;

    /// <summary>Word by word, so that names which differ in a short word, or in numbers only, are different names.</summary>
    public static bool IsNear(string known, string given)
    {
        if (string.Equals(WithoutSeparators(known), WithoutSeparators(given), StringComparison.OrdinalIgnoreCase)) return true;
        if (WithoutDigits(known) == WithoutDigits(given)) return false;

        var (words, others) = (known.ToUpperInvariant().Split('_'), given.ToUpperInvariant().Split('_'));
        return words.Length == others.Length
            && words.Zip(others).All(pair => Mistakes(pair.First, pair.Second) <= Math.Max(pair.First.Length, pair.Second.Length) / LettersPerMistake);
    }

    private static string WithoutSeparators(string name) => name.Replace("_", "", StringComparison.Ordinal);

    private static string WithoutDigits(string name) => string.Concat(name.Where(character => !char.IsAsciiDigit(character)));

    /// <summary>The letters that are wrong, missing, too many or exchanged with their neighbour (Damerau and Levenshtein).</summary>
    private static int Mistakes(string one, string other)
    {
        var distances = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++) distances[i, 0] = i;
        for (var j = 0; j <= other.Length; j++) distances[0, j] = j;
        for (var i = 1; i <= one.Length; i++)
        {
            for (var j = 1; j <= other.Length; j++)
            {
                var wrong = distances[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
                distances[i, j] = Math.Min(wrong, Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1);
                if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }

        return distances[one.Length, other.Length];
    }
}
