using AppConfig.Model;
using Microsoft.EntityFrameworkCore;

namespace AppConfig.Repositories;

internal static class PageQuery
{
    /// <summary>One page of ordered rows.</summary>
    public static async Task<Page<T>> ToPageAsync<T>(
        this IOrderedQueryable<T> rows, int number, int size, CancellationToken cancellationToken)
    {
        var total = await rows.CountAsync(cancellationToken);
        var skipped = (number - 1L) * size;
        List<T> items = skipped < total ? await rows.Skip((int)skipped).Take(size).ToListAsync(cancellationToken) : [];
        return new Page<T>(items, number, size, total);
    }
}
