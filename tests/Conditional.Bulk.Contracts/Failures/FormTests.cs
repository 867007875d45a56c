namespace Conditional.Bulk.Contracts.Failures;

/// <summary>A form that is there, and forms that fail beside others that do not.</summary>
public abstract class FormTests(TestProvider provider, EngineSetting engine) : ContractTests<FormContext>(provider, engine)
{
    private int _numbers = 100;

    protected Form Taken { get; private set; } = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        Taken = new LongForm { Code = "taken", Number = 1, Extra = "taken", Address = { Zip = "taken" } };
        Taken.Pages.Add(new Page { Number = 1 });
        await SeedAsync(Taken, new Stamped());
    }

    protected Form NewForm(Action<LongForm>? change = null)
    {
        var number = Interlocked.Increment(ref _numbers);
        var form = new LongForm { Code = $"form {number}", Number = number };
        change?.Invoke(form);
        return form;
    }

    protected CreatorSpec<Form> Create(Action<LongForm>? change = null, params IntegrityCheck[] checks) =>
        CreatorSpec.For(() => NewForm(change), checks);

    /// <summary>The failure of a form between two that succeed.</summary>
    protected async Task<WriteFailure> FailureAsync(Action<LongForm> change, params IntegrityCheck[] checks)
    {
        var result = await NewOps().BulkCreatePartialAsync([Create(), Create(change, checks), Create()]);

        return result.Failed.Should().ContainSingle().Subject;
    }
}
