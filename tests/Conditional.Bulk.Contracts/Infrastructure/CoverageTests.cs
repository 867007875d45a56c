using System.Reflection;

namespace Conditional.Bulk.Contracts;

/// <summary>No contract is forgotten: each has a class in the provider's project, for each engine setting.</summary>
/// <param name="provider">The provider, which need not be started: the classes are only asked for their setting.</param>
/// <param name="settings">The settings on which the provider proves the contracts.</param>
public abstract class CoverageTests(TestProvider provider, IReadOnlyList<EngineSetting> settings)
{
    /// <summary>Contracts that are not proved on each setting, and why.</summary>
    protected virtual IReadOnlyDictionary<Type, string> LeftOut { get; } = new Dictionary<Type, string>();

    [Fact]
    public void Contract_EachEngineSetting_HasAClass()
    {
        var classes = GetType().Assembly.GetTypes().Where(type => type is { IsClass: true, IsAbstract: false }).ToList();
        var contracts = new[] { typeof(CoverageTests).Assembly, GetType().Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.IsAbstract && HasTests(type) && !LeftOut.ContainsKey(type))
            .ToList();

        contracts.Should().HaveCountGreaterThan(40, "otherwise the search is wrong");
        contracts.SelectMany(contract => MissingOf(contract, classes)).Should().BeEmpty();
    }

    /// <summary>A contract for several models has to be proved on each setting for each of them.</summary>
    private IEnumerable<string> MissingOf(Type contract, List<Type> classes)
    {
        var proofs = classes
            .SelectMany(type => BasesOf(type).Where(@base => DefinitionOf(@base) == contract).Select(@base => (Contract: @base, Class: type)))
            .ToLookup(proof => proof.Contract, proof => proof.Class);
        if (proofs.Count == 0) return [$"{contract}"];
        if (!IsForEachSetting(contract)) return [];

        return proofs.SelectMany(
            proof => settings.Except(proof.Select(SettingOf)), (proof, setting) => $"{proof.Key} {setting}");
    }

    private static bool HasTests(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .Any(method => method.IsDefined(typeof(FactAttribute)));

    /// <summary>Other contracts choose their settings themselves.</summary>
    private static bool IsForEachSetting(Type contract) => contract
        .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .SelectMany(constructor => constructor.GetParameters())
        .Any(parameter => parameter.ParameterType == typeof(EngineSetting));

    private static IEnumerable<Type> BasesOf(Type type)
    {
        for (var @base = type.BaseType; @base is not null; @base = @base.BaseType) yield return @base;
    }

    private static Type DefinitionOf(Type type) => type.IsGenericType ? type.GetGenericTypeDefinition() : type;

    private EngineSetting SettingOf(Type type)
    {
        var constructor = type.GetConstructors().Single();
        var arguments = constructor.GetParameters()
            .Select(parameter => parameter.ParameterType.IsInstanceOfType(provider) ? provider : null);
        return ((IContractTests)constructor.Invoke([.. arguments])).Engine;
    }
}
