using System.Reflection;
using System.Runtime.CompilerServices;
using Conditional.Bulk.Infrastructure;

namespace Conditional.Bulk.Tests.Conventions;

/// <summary>What holds for every public member of the packages.</summary>
public sealed class ApiConventionTests
{
    private static readonly Type[] s_awaitables = [typeof(Task), typeof(Task<>), typeof(ValueTask), typeof(ValueTask<>)];

    [Fact]
    public void AsyncMethod_Name_EndsInAsync()
    {
        AsyncMethods().Should().NotBeEmpty();

        AsyncMethods().Where(method => !method.Name.EndsWith("Async", StringComparison.Ordinal)).Should().BeEmpty();
    }

    /// <summary>What undoes has none to take: a cancelled call is undone, too.</summary>
    [Fact]
    public void AsyncMethod_LastParameter_IsTheCancellationToken()
    {
        AsyncMethods()
            .Where(method => method.Name != nameof(WriteSession.UndoWindowAsync))
            .Where(method => method.GetParameters().LastOrDefault() is not { Name: "cancellationToken" } last
                || last.ParameterType != typeof(CancellationToken))
            .Should().BeEmpty();
    }

    /// <summary>
    /// The engine always has a token to give to a provider, so nothing there defaults it; the extensions that take a token in the place of
    /// options are for calls that give it.
    /// </summary>
    [Fact]
    public void AsyncMethod_CancellationTokenOfAVerb_IsOptional()
    {
        AsyncMethods()
            .Where(method => method.DeclaringType!.Namespace != typeof(ConditionalBulkProvider).Namespace)
            .Where(method => method.DeclaringType != typeof(TokenExtensions))
            .Where(method => !method.GetParameters()[^1].HasDefaultValue)
            .Should().BeEmpty();
    }

    [Fact]
    public void Class_ThatIsOpenForInheritance_IsOneOfTwo()
    {
        Packages.PublicTypes
            .Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false })
            .Should().BeEquivalentTo([typeof(ReadOps<>), typeof(BulkOptions)]);
    }

    [Fact]
    public void Exception_Class_EndsInException()
    {
        var exceptions = Packages.PublicTypes.Where(type => type.IsSubclassOf(typeof(Exception))).ToList();

        exceptions.Should().NotBeEmpty();
        exceptions.Should().OnlyContain(type => type.Name.EndsWith("Exception", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Packages.All), MemberType = typeof(Packages))]
    public void Internals_OfEachPackage_AreVisibleToNoOther(string package)
    {
        Packages.AssemblyOf(package).GetCustomAttributes<InternalsVisibleToAttribute>().Should().BeEmpty();
    }

    private static IEnumerable<MethodInfo> AsyncMethods() =>
        from type in Packages.PublicTypes
        from method in type.GetMethods(
            BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        let result = method.ReturnType.IsGenericType ? method.ReturnType.GetGenericTypeDefinition() : method.ReturnType
        where s_awaitables.Contains(result) && method.Name != nameof(IAsyncDisposable.DisposeAsync)
        select method;
}
