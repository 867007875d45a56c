namespace Conditional.Bulk.Contracts.EntityFramework;

/// <summary>The facts are the same however a hierarchy is mapped.</summary>
public abstract class InheritanceTests<TContext>(TestProvider provider, EngineSetting engine)
    : RoundTripTests<TContext>(provider, engine)
    where TContext : DbContext
{
    [Fact]
    public Task CreateUpdatePurge_DerivedType_FailingItemsLeaveNothing() =>
        RoundTripAsync(NewCar, (car, name) => car.Doors = name.Length, car => [car.Id]);

    [Fact]
    public Task CreateUpdatePurge_BaseTypeOfMixedRows_FailingItemsLeaveNothing() => RoundTripAsync<Vehicle>(
        name => name == "c" ? NewTruck(name) : NewCar(name),
        (vehicle, name) =>
        {
            if (vehicle is Car car) car.Doors = name.Length;
        },
        vehicle => [vehicle.Id]);

    [Fact]
    public async Task Update_RowOfAnotherDerivedType_TargetNotFound()
    {
        var truck = NewTruck("truck");
        await SeedAsync(truck);

        var update = () => NewOps().UpdateAsync(new Updater<Car>(UpdaterSpec.For<Car>(car => car.Doors = 5), truck.Id));

        await update.Should().ThrowAsync<ConditionalWriteTargetNotFoundException>();
    }

    [Fact]
    public async Task Purge_ByBaseType_ReturnsTheDerivedRow()
    {
        var (car, truck) = (NewCar("car"), NewTruck("truck"));
        await SeedAsync(car, truck);

        var purged = await NewOps().PurgeAsync(new Purger<Vehicle>(truck.Id));

        purged.Should().BeOfType<Truck>().Which.Load.Should().Be(truck.Load);
        (await CommittedAsync(context => context.Set<Vehicle>().SingleAsync())).Should().BeOfType<Car>();
    }

    [Fact]
    public async Task Update_TargetConditionOnDerivedColumn_DecidesByTheRow()
    {
        var (small, big) = (NewCar("small"), NewCar("big"));
        (small.Doors, big.Doors) = (2, 4);
        await SeedAsync(small, big);

        var result = await NewOps().BulkConditionalUpdatePartialAsync<Car>([Extend(small), Extend(big)]);

        result.ShouldFailOnlyAt(1, WriteFailureKind.NotAllowed);
        result.Succeeded.Should().ContainSingle().Which.Doors.Should().Be(3);

        static ConditionalUpdater<Car> Extend(Car row) =>
            new Updater<Car>(UpdaterSpec.For<Car>(car => car.Doors++), row.Id).OnlyIf(OnlyIf.Target<Car>(car => car.Doors < 4));
    }

    private static Car NewCar(string name) => new() { Name = name, Doors = 1 };

    private static Truck NewTruck(string name) => new() { Name = name, Load = 7.5 };
}

public sealed class TphContext(DbContextOptions<TphContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Vehicle>().UseTphMappingStrategy().HasIndex(vehicle => vehicle.Name).IsUnique();
        modelBuilder.Entity<Car>();
        modelBuilder.Entity<Truck>();
    }
}

public sealed class TptContext(DbContextOptions<TptContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Vehicle>().UseTptMappingStrategy().HasIndex(vehicle => vehicle.Name).IsUnique();
        modelBuilder.Entity<Car>();
        modelBuilder.Entity<Truck>();
    }
}

public sealed class TpcContext(DbContextOptions<TpcContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Vehicle>().UseTpcMappingStrategy();
        modelBuilder.Entity<Car>().HasIndex(vehicle => vehicle.Name).IsUnique();
        modelBuilder.Entity<Truck>().HasIndex(vehicle => vehicle.Name).IsUnique();
    }
}

public abstract class Vehicle : INamedRow
{
    public Guid Id { get; set; }

    public required string Name { get; set; }
}

public sealed class Car : Vehicle
{
    public int Doors { get; set; }
}

public sealed class Truck : Vehicle
{
    public double Load { get; set; }
}
