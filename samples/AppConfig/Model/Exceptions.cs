namespace AppConfig.Model;

/// <summary>What this domain says in its own words; the messages are for the callers of the API.</summary>
public abstract class AppConfigException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>What was asked for is not there, or not for this caller.</summary>
public abstract class NotFoundException(string message, Exception? innerException = null)
    : AppConfigException(message, innerException);

public sealed class DefinitionNotFoundException(string name, Exception? innerException = null)
    : NotFoundException($"The config name '{name}' is not registered.", innerException);

public sealed class DefinitionExistsException(string name, Exception innerException)
    : AppConfigException($"The config name '{name}' is registered already.", innerException);

public sealed class ScopeNotOpenException(string configName, ScopeType scopeType, Exception? innerException = null)
    : NotFoundException($"'{configName}' is not open at {scopeType} scope.", innerException);

public sealed class ScopeOpenException(string configName, ScopeType scopeType, Exception innerException)
    : AppConfigException($"'{configName}' is open at {scopeType} scope already.", innerException);

/// <summary>The allow-list has no entry for what was to be written.</summary>
public sealed class ScopeNotGrantedException(FragmentKey key)
    : AppConfigException($"The allow-list does not let '{key.ConfigName}' be written at {key.ScopeType} scope.");

/// <summary>The caller may not write this fragment, whatever the allow-list says.</summary>
public sealed class NotYoursException(FragmentKey key)
    : AppConfigException($"You may write your own {ScopeType.User} fragments only, and {key} is none of them.");

public sealed class FragmentNotFoundException(FragmentKey key, Exception? innerException = null)
    : NotFoundException($"There is no fragment {key}.", innerException);

public sealed class FragmentExistsException(FragmentKey key, Exception innerException)
    : AppConfigException($"There is a fragment {key} already.", innerException);

public sealed class ScopeIdException(FragmentKey key, Exception innerException) : AppConfigException(
    key.ScopeType.HasScopeId ? $"A {key.ScopeType} fragment needs a scope id." : $"A {key.ScopeType} fragment has no scope id.",
    innerException);

public sealed class InvalidNameException(string name)
    : AppConfigException($"'{name}' is not a valid name, which is {Names.Rule}.");

/// <summary>Nothing contributes to some of the requested names.</summary>
public sealed class NothingToResolveException(IEnumerable<string> names)
    : NotFoundException($"Nothing contributes to {string.Join(", ", names.Select(name => $"'{name}'"))}.");
