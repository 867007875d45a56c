using System.Linq.Expressions;
using AppConfig.Data;
using AppConfig.Model;
using Conditional.Bulk;
using Microsoft.EntityFrameworkCore;

namespace AppConfig.Repositories;

/// <summary>Fragments one by one. A write that fails throws the exception of the domain.</summary>
public sealed class FragmentRepository(DbOpsProvider<AppConfigDb> db)
{
    public Task<Fragment> CreateAsync(
        FragmentDraft draft, Func<FragmentKey, bool> mayWrite, CancellationToken cancellationToken) =>
        db.WriteAsync((ops, ct) => ops.CreateAsync(FragmentWrites.Create(draft, mayWrite), ct), cancellationToken);

    public Task<Fragment> UpdateAsync(
        FragmentDraft draft, Func<FragmentKey, bool> mayWrite, CancellationToken cancellationToken) =>
        db.WriteAsync((ops, ct) => ops.UpdateAsync(FragmentWrites.Update(draft, mayWrite), ct), cancellationToken);

    public Task<Fragment> PurgeAsync(
        FragmentKey key, Func<FragmentKey, bool> mayWrite, CancellationToken cancellationToken) =>
        db.WriteAsync((ops, ct) => ops.PurgeAsync(FragmentWrites.Purge(key, mayWrite), ct), cancellationToken);

    public Task<Fragment?> FindAsync(
        FragmentKey key, Expression<Func<Fragment, bool>> visible, CancellationToken cancellationToken) => db.ReadAsync(
        (ops, ct) => ops.Context.Fragments.AsNoTracking().Where(visible).SingleOrDefaultAsync(
            f => f.ConfigName == key.ConfigName && f.ScopeType == key.ScopeType && f.ScopeId == key.ScopeId, ct),
        cancellationToken);

    public Task<Page<Fragment>> SearchAsync(
        FragmentFilter filter, Expression<Func<Fragment, bool>> visible, CancellationToken cancellationToken) => db.ReadAsync(
        (ops, ct) => ops.Context.Fragments.AsNoTracking()
            .Where(visible)
            .Where(f => filter.ConfigName == null || f.ConfigName.Contains(filter.ConfigName))
            .Where(f => filter.ScopeType == null || f.ScopeType == filter.ScopeType)
            .Where(f => filter.ScopeId == null || f.ScopeId == filter.ScopeId)
            .OrderBy(f => f.ConfigName).ThenBy(f => f.ScopeType).ThenBy(f => f.ScopeId)
            .ToPageAsync(filter.Page, filter.PageSize, ct),
        cancellationToken);
}
