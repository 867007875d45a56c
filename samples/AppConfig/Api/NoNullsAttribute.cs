using System.Collections;
using System.ComponentModel.DataAnnotations;

namespace AppConfig.Api;

/// <summary>Refuses null in a list, which the JSON serializer lets through where the element type is a reference.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
internal sealed class NoNullsAttribute() : ValidationAttribute("An item is null.")
{
    public override bool IsValid(object? value) =>
        value is not IEnumerable items || items.Cast<object?>().All(item => item is not null);
}
