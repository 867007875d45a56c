using System.Text.Json;
using AppConfig.Model;

namespace AppConfig.Api;

/// <summary>Between the words of the API and those of the domain.</summary>
internal static class FragmentContracts
{
    public static FragmentKey ToKey(this FragmentKeyBody body) => new(body.ConfigName, body.ScopeType, body.ScopeId ?? "");

    public static FragmentDraft ToDraft(this FragmentBody body) =>
        new(new FragmentKey(body.ConfigName, body.ScopeType, body.ScopeId ?? ""), body.Document.GetRawText());

    public static FragmentOperation ToOperation(this OperationBody body) => new(
        body.Action,
        new(new FragmentKey(body.ConfigName, body.ScopeType, body.ScopeId ?? ""), body.Document?.GetRawText() ?? ""));

    public static FragmentBody ToBody(this Fragment fragment) => new(
        fragment.ConfigName,
        fragment.ScopeType,
        JsonElement.Parse(fragment.Document),
        fragment.ScopeType.HasScopeId ? fragment.ScopeId : null);
}
