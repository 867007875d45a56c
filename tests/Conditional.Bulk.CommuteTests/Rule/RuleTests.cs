namespace Conditional.Bulk.CommuteTests;

/// <summary>The rule, line by line. Letters are tables: rows of C refer to rows of P, rows of S to other rows of S.</summary>
public sealed class RuleTests
{
    private const uint P = 1;
    private const uint C = 2;
    private const uint S = 3;

    private readonly Tables _tables = new();

    [Fact]
    public void Updates_OfDifferentRows_AreOneRun() => Groups(Update(P, 1, "x"), Update(P, 2, "x")).Should().Equal(2);

    [Fact]
    public void Updates_OfOneRow_AreTwoRuns() => Groups(Update(P, 1, "x"), Update(P, 1, "x")).Should().Equal(1, 1);

    [Fact]
    public void Update_OfARowThatIsInserted_BeginsARun() => Groups(Insert(P, 1), Update(P, 1, "x")).Should().Equal(1, 1);

    [Fact]
    public void Insert_OfARowThatAnUpdateMissed_BeginsARun() => Groups(Update(P, 1, "x"), Insert(P, 1)).Should().Equal(1, 1);

    [Fact]
    public void Updates_ByKeysThatMayBeEqual_AreOneRunInOneStatementOnly()
    {
        _tables.KeyType = "text";

        Groups(Update(P, "a", "x"), Update(P, "b", "x")).Should().Equal(2);
        Groups(Update(P, "a", "x"), Update(P, "b", "x", "k")).Should().Equal(1, 1);
        Groups(Insert(P, "a"), Insert(P, "b")).Should().Equal(2);
        Groups(Insert(P, "a"), Update(P, "b", "x")).Should().Equal(1, 1);
    }

    [Fact]
    public void Update_NextToAnInsertWhoseKeyIsGenerated_BeginsARun() => Groups(InsertGenerated(P), Update(P, 1, "x")).Should().Equal(1, 1);

    [Fact]
    public void Inserts_OfRowsThatReferToRowsOfTheirOwnItem_AreOneRun() =>
        Groups([Insert(P, 1), Insert(C, 1, p: 1)], [Insert(P, 2), Insert(C, 2, p: 2)]).Should().Equal(2);

    [Fact]
    public void Inserts_OfRowsThatReferToGeneratedKeysOfTheirOwnItem_AreOneRun() =>
        Groups([InsertGenerated(P), InsertLinked(1)], [InsertGenerated(P), InsertLinked(2)]).Should().Equal(2);

    [Fact]
    public void Insert_OfARowThatIsReferredToAlready_BeginsARun() => Groups(Insert(C, 1, p: 7), Insert(P, 7)).Should().Equal(1, 1);

    [Fact]
    public void Insert_OfARowThatNobodyRefersTo_Joins()
    {
        Groups(Insert(C, 1, p: 7), Insert(P, 8)).Should().Equal(2);
        Groups(Insert(C, 1, p: null), Insert(P, 8)).Should().Equal(2);
        Groups(Insert(P, 7), Insert(C, 1, p: 7)).Should().Equal(2);
    }

    [Fact]
    public void Insert_OfARowWhoseKeyIsGenerated_BeginsARunBehindAReference() => Groups(Insert(C, 1, p: 7), InsertGenerated(P)).Should().Equal(1, 1);

    [Fact]
    public void Insert_BehindAReferenceByText_BeginsARun()
    {
        _tables.KeyType = "text";

        Groups(Insert(C, "c", p: "a"), Insert(P, "b")).Should().Equal(1, 1);
    }

    [Fact]
    public void Insert_OfARowToWhichAnUpdateRefers_BeginsARun()
    {
        Groups(UpdateTo(C, 1, "p", 7), Insert(P, 7)).Should().Equal(1, 1);
        Groups(UpdateTo(C, 1, "p", 7), Insert(P, 8)).Should().Equal(2);
    }

    [Fact]
    public void Inserts_OfATableThatRefersToItself_AreOneRunUnlessInReverse()
    {
        Groups(Insert(S, 1, p: null), Insert(S, 2, p: 1)).Should().Equal(2);
        Groups(Insert(S, 2, p: 1), Insert(S, 1, p: null)).Should().Equal(1, 1);
        Groups(Insert(S, 2, p: 2), Insert(S, 3, p: null)).Should().Equal(2);
    }

    [Fact]
    public void Update_OfAUniqueColumn_IsARunOfItsOwnInItsTable()
    {
        Groups(Update(P, 1, "k"), Update(P, 2, "x")).Should().Equal(1, 1);
        Groups(Update(P, 1, "x"), Update(P, 2, "k")).Should().Equal(1, 1);
        Groups(Update(P, 1, "k"), Insert(P, 2)).Should().Equal(1, 1);
        Groups(Insert(P, 1), Update(P, 2, "k")).Should().Equal(1, 1);
        Groups(Update(P, 1, "k"), Update(S, 2, "x")).Should().Equal(2);
    }

    [Fact]
    public void Delete_NextToAnInsertNearIt_BeginsARun()
    {
        Groups(Delete(P, 1), Insert(P, 2)).Should().Equal(1, 1);
        Groups(Delete(P, 1), Insert(C, 2, p: null)).Should().Equal(1, 1);
        Groups(Insert(C, 2, p: null), Delete(P, 1)).Should().Equal(1, 1);
        Groups(Delete(P, 1), Insert(S, 2, p: null)).Should().Equal(2);
        Groups(Delete(C, 1), Insert(P, 2)).Should().Equal(2);
    }

    [Fact]
    public void Delete_NextToAnUpdateNearIt_JoinsIfItSetsNothingThatMatters()
    {
        Groups(Delete(P, 1), Update(P, 2, "x")).Should().Equal(2);
        Groups(Delete(P, 1), Update(P, 2, "k")).Should().Equal(1, 1);
        Groups(Delete(P, 1), Update(C, 2, "x")).Should().Equal(2);
        Groups(Delete(P, 1), UpdateTo(C, 2, "p", 3)).Should().Equal(1, 1);
        Groups(UpdateTo(C, 2, "p", 3), Delete(P, 1)).Should().Equal(1, 1);
    }

    [Fact]
    public void Delete_WhoseActionChangesAnUpdatedTable_BeginsARun()
    {
        _tables.HasCascade = true;

        Groups(Delete(P, 1), Update(C, 2, "x")).Should().Equal(1, 1);
        Groups(Update(C, 2, "x"), Delete(P, 1)).Should().Equal(1, 1);
    }

    [Fact]
    public void Deletes_OfOneTable_AreOneRunIfTheyAreSimple()
    {
        Groups(Delete(P, 1), Delete(P, 2)).Should().Equal(2);
        Groups(Delete(S, 1), Delete(S, 2)).Should().Equal(1, 1);
        Groups(Delete(P, 1), Delete(P, 1)).Should().Equal(1, 1);
    }

    [Fact]
    public void Deletes_WithTwoWaysOfAnAction_AreNotOneRun()
    {
        _tables.HasCascade = true;
        Groups(Delete(P, 1), Delete(P, 2)).Should().Equal(2);

        _tables.HasSecondKey = true;
        Groups(Delete(P, 1), Delete(P, 2)).Should().Equal(1, 1);
    }

    [Fact]
    public void Deletes_OfTwoTables_AreOneRunIfNothingIsNearBoth()
    {
        Groups(Delete(P, 1), Delete(C, 2)).Should().Equal(1, 1);
        Groups(Delete(P, 1), Delete(S, 2)).Should().Equal(2);
    }

    [Fact]
    public void Inserts_ThatDrawFromOneSequence_AreOneRunInOneStatementOnly()
    {
        Groups(InsertGenerated(P), InsertGenerated(P)).Should().Equal(2);
        Groups(InsertGenerated(P), InsertGenerated(P, "x")).Should().Equal(1, 1);
    }

    [Theory]
    [InlineData("it has triggers")]
    [InlineData("other tables inherit from it")]
    public void Item_OfATableWithCode_IsSolo(string reason)
    {
        _tables.ReasonForSolo = reason;

        Plan([[Insert(P, 1)], [Insert(P, 2)]]).Select(group => group.Kind).Should().Equal(RunGroupKind.Solo, RunGroupKind.Solo);
    }

    [Fact]
    public void Item_ThatChangesAKeyToWhichOthersRefer_IsSolo() =>
        Plan([[Update(P, 1, "id")]]).Should().ContainSingle().Which.Kind.Should().Be(RunGroupKind.Solo);

    [Fact]
    public void Item_WhoseDeleteReachesTriggers_IsSolo()
    {
        (_tables.HasCascade, _tables.IsCSolo) = (true, true);

        Plan([[Delete(P, 1)]]).Should().ContainSingle().Which.Kind.Should().Be(RunGroupKind.Solo);
    }

    [Fact]
    public void Item_WhoseOwnCommandsDoNotCommute_IsWrittenInItsOrder() =>
        Plan([[Delete(C, 1), Insert(C, 2, p: null)]]).Should().ContainSingle().Which.Kind.Should().Be(RunGroupKind.InOrder);

    private RunCommand Insert(uint table, object id, object? p = null) => table == P
        ? Command(RunVerb.Insert, table, ["id", "k", "x"], id, 0, 0)
        : Command(RunVerb.Insert, table, ["id", "p", "x"], id, p, 0);

    private RunCommand InsertGenerated(uint table, params string[] columns) =>
        Command(RunVerb.Insert, table, columns.Length == 0 ? ["k", "x"] : columns, columns.Length == 0 ? [0, 0] : [0]);

    private RunCommand InsertLinked(int id) =>
        Command(RunVerb.Insert, C, ["id", "p", "x"], id, null, 0) with { Links = 0b10, Level = 1, Sources = [0] };

    private RunCommand Update(uint table, object id, params string[] columns) =>
        Command(RunVerb.Update, table, columns, [.. columns.Select(_ => (object?)0), id]);

    private RunCommand UpdateTo(uint table, object id, string column, object? value) => Command(RunVerb.Update, table, [column], value, id);

    private RunCommand Delete(uint table, object id) => Command(RunVerb.Delete, table, [], id);

    private RunCommand Command(RunVerb verb, uint table, string[] written, params object?[] values) =>
        new(_tables.Shape(verb, table, written), values);

    private IEnumerable<int> Groups(params RunCommand[] items) => Plan([.. items.Select(item => new[] { item })]).Select(group => group.Count);

    private IEnumerable<int> Groups(params RunCommand[][] items) => Plan(items).Select(group => group.Count);

    private IReadOnlyList<RunGroup> Plan(RunCommand[][] items)
    {
        var plan = new RunPlan(new CommuteRule(CommuteRule.Lines()), new TableRanks([_tables.Facts(P), _tables.Facts(C), _tables.Facts(S)]));
        foreach (var item in items) plan.Add(item);
        plan.Complete();
        return plan.Groups;
    }

    private sealed class Tables
    {
        private readonly Dictionary<string, RunShape> _shapes = [];
        private readonly Dictionary<string, TableFacts> _facts = [];

        public string KeyType { get; set; } = "integer";

        public bool HasCascade { get; set; }

        public bool HasSecondKey { get; set; }

        public bool IsCSolo { get; set; }

        public string? ReasonForSolo { get; set; }

        private string Variant => $"{KeyType} {HasCascade} {HasSecondKey} {IsCSolo} {ReasonForSolo}";

        public RunShape Shape(RunVerb verb, uint table, string[] written)
        {
            var name = $"{verb} {table} {string.Join(",", written)} {Variant}";
            if (!_shapes.TryGetValue(name, out var shape))
            {
                List<RunParameter> parameters = [.. written.Select(column => new RunParameter(column, IsCondition: false))];
                if (verb != RunVerb.Insert) parameters.Add(new RunParameter("id", IsCondition: true));
                _shapes.Add(name, shape = new RunShape(verb, Facts(table), ["id"], parameters));
            }

            return shape;
        }

        public TableFacts Facts(uint table)
        {
            if (!_facts.TryGetValue($"{table} {Variant}", out var facts)) _facts.Add($"{table} {Variant}", facts = Create(table));

            return facts;
        }

        private TableFacts Create(uint table)
        {
            List<DeleteReach.Reference> references = [new(C, "p", P, HasCascade), new(S, "p", S, false)];
            if (HasSecondKey) references.Add(new(C, "q", P, false));
            return new TableFacts
            {
                Id = table,
                ReasonForSolo = ReasonForSolo,
                Columns = new Dictionary<string, ColumnFacts>
                {
                    ["id"] = new(KeyType, KeyType == "integer", IsSpread: false, HasDefault: table == P, Sequence: table == P ? 100u : null, IsAscending: true),
                    ["k"] = new("integer", IsExact: true, IsSpread: false),
                    ["x"] = new("integer", IsExact: true, IsSpread: false),
                    ["p"] = new(KeyType, KeyType == "integer", IsSpread: false),
                },
                UniqueColumns = new HashSet<string> { "id", "k" },
                ReferredColumns = new HashSet<string> { "id" },
                ForeignKeys = table switch { C => [new(["p"], P, ["id"])], S => [new(["p"], S, ["id"])], _ => [] },
                Deletes = new DeleteReach(table, references, new HashSet<uint>(IsCSolo ? [C] : [])),
            };
        }
    }
}
