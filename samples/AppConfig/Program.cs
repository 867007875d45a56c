using AppConfig;
using AppConfig.Api;
using AppConfig.Data;
using AppConfig.Repositories;
using AppConfig.Services;

var builder = WebApplication.CreateBuilder(args);
builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = Limits.RequestBytes);
builder.Services
    .AddDatabase(builder.Configuration)
    .AddRepositories()
    .AddApplicationServices()
    .AddSampleAuthentication(builder.Configuration)
    .AddApi();
if (builder.Configuration.GetValue<bool>("Seed")) builder.Services.AddHostedService<SampleData>();

var app = builder.Build();
app.MapApi();
app.Lifetime.ApplicationStarted.Register(() => app.Logger.LogInformation(
    """
    Open {Url}/swagger to look around, and send the requests of AppConfig.http.
    The database is {Database}.
    """,
    app.Urls.FirstOrDefault(), DatabaseServices.PlaceOf(app.Configuration)));
app.Run();
