namespace AppConfig.Model;

/// <summary>One page of a search, from 1, and how many rows there are on all pages.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, int Number, int Size, int Total)
{
    public Page<TResult> Select<TResult>(Func<T, TResult> selector) => new([.. Items.Select(selector)], Number, Size, Total);
}
