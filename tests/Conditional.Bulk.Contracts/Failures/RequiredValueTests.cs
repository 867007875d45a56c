namespace Conditional.Bulk.Contracts.Failures;

public sealed class ParcelContext(DbContextOptions<ParcelContext> options) : DbContext(options)
{
    public DbSet<Parcel> Parcels => Set<Parcel>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Parcel>(parcel =>
    {
        parcel.Property(row => row.Id).ValueGeneratedNever();
        parcel.ComplexProperty(row => row.From, from => from.ComplexProperty(address => address.Country));
    });
}

public sealed class Parcel
{
    public int Id { get; set; }

    public Address From { get; set; } = new();

    public List<string> Labels { get; set; } = [];

    public double Weight { get; set; }

    public double? Height { get; set; }
}

public sealed class Address
{
    public string City { get; set; } = "city";

    public Country Country { get; set; } = new();
}

public sealed class Country
{
    public string Code { get; set; } = "code";
}

/// <summary>Required values that EF refuses by itself when they are null, before the database could.</summary>
public abstract class RequiredValueTests(TestProvider provider, EngineSetting engine)
    : ContractTests<ParcelContext>(provider, engine)
{
    private static readonly Dictionary<string, Action<Parcel>> s_bad = new()
    {
        [nameof(Parcel.From)] = parcel => parcel.From = null!,
        [nameof(Address.Country)] = parcel => parcel.From.Country = null!,
        [nameof(Parcel.Labels)] = parcel => parcel.Labels = null!,
    };

    public static TheoryData<string> Bad => [.. s_bad.Keys];

    [Theory, MemberData(nameof(Bad))]
    public async Task BulkCreate_NullForRequired_NotNullViolationOfItsItem(string property)
    {
        var result = await NewOps().BulkCreatePartialAsync([Create(1), Create(2, s_bad[property]), Create(3)]);

        Verify(result, property);
    }

    [Theory, MemberData(nameof(Bad))]
    public async Task BulkUpdate_NullForRequired_NotNullViolationOfItsItem(string property)
    {
        await SeedAsync(new Parcel { Id = 1 }, new Parcel { Id = 2 }, new Parcel { Id = 3 });

        var result = await NewOps().BulkUpdatePartialAsync(
            [Update(1, parcel => parcel.Weight = 1), Update(2, s_bad[property]), Update(3, parcel => parcel.Weight = 1)]);

        Verify(result, property);
    }

    protected static CreatorSpec<Parcel> Create(int id, Action<Parcel>? damage = null) => CreatorSpec.For(() =>
    {
        var parcel = new Parcel { Id = id };
        damage?.Invoke(parcel);
        return parcel;
    });

    protected static Updater<Parcel> Update(int id, Action<Parcel> change) => new(UpdaterSpec.For(change), id);

    private static void Verify(BulkResult<Parcel> result, string property)
    {
        result.Items.Select(item => item.Failure?.Kind).Should().Equal(null, WriteFailureKind.NotNullViolation, null);
        result.Failed[0].Message.Should().Contain($"'{property}'");
        result.Failed[0].TableName.Should().Be("Parcels");
        result.Failed[0].ColumnNames.Should().Equal(property == nameof(Parcel.Labels) ? [property] : []);
    }
}
