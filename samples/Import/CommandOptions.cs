using System.CommandLine;

namespace Import;

/// <summary>Options that say what is wrong with them before anything is done.</summary>
internal static class CommandOptions
{
    public static Option<int> Number(string name, string description, int minimum, int defaultValue)
    {
        var option = Checked(new Option<int>(name), minimum);
        option.Description = description;
        option.DefaultValueFactory = _ => defaultValue;
        return option;
    }

    public static Option<int?> Number(string name, string description, int minimum)
    {
        var option = Checked(new Option<int?>(name), minimum);
        option.Description = description;
        return option;
    }

    private static Option<T> Checked<T>(Option<T> option, int minimum)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValue(option) is int value && value < minimum) result.AddError($"{option.Name} must be at least {minimum}.");
        });
        return option;
    }
}
