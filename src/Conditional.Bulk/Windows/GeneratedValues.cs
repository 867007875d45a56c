using Conditional.Bulk.Infrastructure;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Update;

namespace Conditional.Bulk;

/// <summary>The values that the database generated for an item, onto the caller's instances; EF's own way would bring them back into the tracker.</summary>
internal static class GeneratedValues
{
    /// <param name="context">The private context, whose tracker is empty, and is so again.</param>
    /// <param name="item">What was written.</param>
    /// <param name="root">What the item's spec built or changed.</param>
    public static void Put(DbContext context, RecordedItem item, object root)
    {
        var generates = false;
        foreach (var command in item.Commands)
        {
            if (!command.Generates) continue;

            command.PutGeneratedValues();
            generates = true;
        }

        if (!generates) return;

        context.ChangeTracker.Clear();
        if (!item.Commands.Any(command => command.Generates && command.Generated.Exists(generated => IsReferredTo(generated, item)))) return;

        // The spec wrote a foreign key that is the key which the database has just made: EF connects such instances when the key is known.
        context.Attach(root);
        context.ChangeTracker.Clear();
    }

    private static bool IsReferredTo(GeneratedValue generated, RecordedItem item)
    {
        foreach (var key in generated.Property.GetContainingKeys())
        {
            foreach (var foreignKey in key.GetReferencingForeignKeys())
            {
                if (item.Commands.Any(command => command.Entries.Any(entry => Refers(command, entry, foreignKey, generated.Entry)))) return true;
            }
        }

        return false;
    }

    private static bool Refers(RecordedCommand command, IUpdateEntry entry, IForeignKey foreignKey, IUpdateEntry principal)
    {
        if (!foreignKey.DeclaringEntityType.IsAssignableFrom(entry.EntityType)) return false;

        for (var i = 0; i < foreignKey.Properties.Count; i++)
        {
            var property = foreignKey.Properties[i];
            var value = principal.GetCurrentValue(foreignKey.PrincipalKey.Properties[i]);
            if (!foreignKey.PrincipalKey.Properties[i].GetKeyValueComparer().Equals(entry.GetCurrentValue(property), value)) return false;

            // A link: its instances are connected, which is why the value is linked.
            if (command.Generates && command.Generated.Exists(linked => linked.Entry == entry && linked.Property == property)) return false;
        }

        return true;
    }
}
